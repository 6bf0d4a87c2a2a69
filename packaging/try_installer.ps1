# Install what build.py made, try it, install it once more over itself, and take it away again.
# Per user and without questions; it leaves a machine as it found it. Run it after build.py.
$ErrorActionPreference = "Stop"
$root = Split-Path $PSScriptRoot
$setup = (Get-ChildItem "$root\dist\Rushes-*-setup.exe").FullName
$folder = "$env:LOCALAPPDATA\Programs\Rushes"
$python = "$root\build\venv\Scripts\python.exe"

function Invoke-Quietly($program, $words) {
    $done = Start-Process $program -ArgumentList $words -Wait -PassThru
    if ($done.ExitCode -ne 0) { throw "$program ended with $($done.ExitCode)" }
}

$quiet = "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART", "/TASKS=path"
Invoke-Quietly $setup $quiet
& $python "$root\packaging\smoke.py" $folder
if ($LASTEXITCODE -ne 0) { throw "the installed program failed" }

$opens = (Get-ItemProperty "HKCU:\Software\Classes\Rushes.Project\shell\open\command")."(default)"
if ($opens -ne "`"$folder\Rushes.exe`" `"%1`"") { throw "projects open with: $opens" }
$path = (Get-ItemProperty "HKCU:\Environment").Path
if (($path -split ";") -notcontains $folder) { throw "not in the path: $path" }

Set-Content "$folder\_internal\of an older version.txt" "gone after an upgrade"
Invoke-Quietly $setup $quiet
if (Test-Path "$folder\_internal\of an older version.txt") { throw "an upgrade leaves old files" }
$path = (Get-ItemProperty "HKCU:\Environment").Path
if (@(($path -split ";") -eq $folder).Count -ne 1) { throw "an upgrade adds to the path: $path" }
& "$folder\rushes.com" --smoke
if ($LASTEXITCODE -ne 0) { throw "the upgraded program failed" }

Invoke-Quietly "$folder\unins000.exe" "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART"
for ($n = 0; (Test-Path "$folder\Rushes.exe") -and $n -lt 60; $n++) { Start-Sleep 1 }
if (Test-Path "$folder\_internal") { throw "the uninstaller leaves files" }
if (Test-Path "HKCU:\Software\Classes\Rushes.Project") { throw "the uninstaller leaves the type" }
$path = (Get-ItemProperty "HKCU:\Environment").Path
if (($path -split ";") -contains $folder) { throw "the uninstaller leaves the path: $path" }
Write-Output "installer: all is well"
