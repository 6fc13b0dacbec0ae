@echo off
rem Runs the lockstep program with the Java of JAVA_HOME, or else the one on the PATH.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto %LOCKSTEP_JAVA_OPTS% -cp "%~dp0..\lib\*" dev.lockstep.cli.Main %*
exit /b %ERRORLEVEL%
