@echo off
rem Runs the program by whose name it is called, with the Java of JAVA_HOME, or else the one on the PATH.
setlocal
set "MAIN=dev.lockstep.cli.Main"
if /i "%~n0"=="lockstep-tuf" set "MAIN=dev.lockstep.cli.tuf.TufMain"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto %LOCKSTEP_JAVA_OPTS% -cp "%~dp0..\lib\*" %MAIN% %*
exit /b %ERRORLEVEL%
