@echo off
rem Starts and stops the node of this installation; "lockstep --help" lists the commands.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "LS_HOME=%%~fI"

if defined LOCKSTEP_JAVA_HOME (set "LS_JAVA_HOME=%LOCKSTEP_JAVA_HOME%") else (set "LS_JAVA_HOME=%JAVA_HOME%")
if not defined LS_JAVA_HOME goto path
set "LS_JAVA=%LS_JAVA_HOME%\bin\java.exe"
goto found

:path
set "LS_JAVA="
for %%I in (java.exe) do set "LS_JAVA=%%~$PATH:I"
if not defined LS_JAVA goto missing
for %%I in ("%LS_JAVA%\..\..") do set "LS_JAVA_HOME=%%~fI"

:found
if not exist "%LS_JAVA%" goto missing
set "LS_VERSION="
if exist "%LS_JAVA_HOME%\release" for /f "usebackq tokens=1,2 delims==." %%K in ("%LS_JAVA_HOME%\release") do if "%%K"=="JAVA_VERSION" set "LS_VERSION=%%~L"
if not defined LS_VERSION goto start
set "LS_VERSION=%LS_VERSION:"=%"
if %LS_VERSION% LSS 17 goto old

:start
set "LS_OPTIONS=-Xmx64m"
if /i "%~1"=="run" set "LS_OPTIONS=-Xms4m -Xmx16m -Xss256k -XX:ReservedCodeCacheSize=8m -XX:MaxMetaspaceSize=24m"
"%LS_JAVA%" %LS_OPTIONS% -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlockstep.terminal=true "-Dlockstep.home=%LS_HOME%" -cp "%LS_HOME%\lib\lockstep-launcher.jar" dev.lockstep.launcher.Main %*
exit /b %ERRORLEVEL%

:missing
set "LS_WHERE=on the PATH"
if defined LS_JAVA_HOME set LS_WHERE=in "%LS_JAVA_HOME%"
echo lockstep: no Java was found %LS_WHERE%. Install a JDK or JRE of version 17 and set LOCKSTEP_JAVA_HOME to its folder. [LS-JAVA-MISSING] 1>&2
exit /b 1

:old
echo lockstep: Lockstep runs on Java 17 to 21, and found Java %LS_VERSION% in "%LS_JAVA_HOME%". Install a JDK or JRE of version 17 and set LOCKSTEP_JAVA_HOME to its folder. [LS-JAVA-UNSUPPORTED] 1>&2
exit /b 1
