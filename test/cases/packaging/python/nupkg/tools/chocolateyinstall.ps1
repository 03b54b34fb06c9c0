$ErrorActionPreference = 'Stop'
$tools = Split-Path -Parent $MyInvocation.MyCommand.Definition

$download = @{
  PackageName = $env:ChocolateyPackageName
  FileFullPath = "$tools\weather-1.2.0-py3-none-any.whl"
  Url = 'https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-py3-none-any.whl'
  Checksum = 'ba59926159d2aa256eb8739b8da7e2b574b960e1202c6d624cbe981cef996c91'
  ChecksumType = 'sha256'
  Url64bit = 'https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-py3-none-any.whl'
  Checksum64 = 'ba59926159d2aa256eb8739b8da7e2b574b960e1202c6d624cbe981cef996c91'
  ChecksumType64 = 'sha256'
}
Get-ChocolateyWebFile @download | Out-Null
$download = @{
  PackageName = $env:ChocolateyPackageName
  FileFullPath = "$tools\weather-1.2.0-requirements.txt"
  Url = 'https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-requirements.txt'
  Checksum = 'd67092000fd59e8ac4b70baccd67d85df706439e9ddb585bfce80c522b819a85'
  ChecksumType = 'sha256'
  Url64bit = 'https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-requirements.txt'
  Checksum64 = 'd67092000fd59e8ac4b70baccd67d85df706439e9ddb585bfce80c522b819a85'
  ChecksumType64 = 'sha256'
}
Get-ChocolateyWebFile @download | Out-Null
python -m venv "$tools\venv"
if ($LASTEXITCODE -ne 0) { throw 'Python could not make an environment' }
& "$tools\venv\Scripts\python.exe" -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps --requirement "$tools\weather-1.2.0-requirements.txt"
if ($LASTEXITCODE -ne 0) { throw 'pip could not install what it needs' }
& "$tools\venv\Scripts\python.exe" -m pip install --disable-pip-version-check --quiet --no-index --no-deps "$tools\weather-1.2.0-py3-none-any.whl"
if ($LASTEXITCODE -ne 0) { throw 'pip could not install it' }
Install-BinFile -Name 'weather' -Path "$tools\venv\Scripts\weather.exe"
