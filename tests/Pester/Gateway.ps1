# For the tests: the simulated gateway in a process of its own, and a session that the caller's settings do not reach.
# Dot-source it in BeforeAll.

$script:Root = Split-Path (Split-Path $PSScriptRoot)
$script:Manifest = $env:APERTIS_TEST_MODULE ? $env:APERTIS_TEST_MODULE : (Join-Path $Root 'Apertis.psd1')
$script:Isolated = 'HOME', 'APERTIS_API_KEY', 'APERTIS_BASE_URL', 'APERTIS_MODEL', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'NO_PROXY', 'no_proxy', 'NO_COLOR', 'XDG_DATA_HOME'

# The path of a test project's library, which is built when it is not there yet.
function Get-TestLibrary([string] $Project) {
    $configuration = $env:APERTIS_TEST_CONFIGURATION ? $env:APERTIS_TEST_CONFIGURATION : 'Debug'
    $folder = Join-Path $Root tests $Project
    $library = Join-Path $folder "bin/$configuration/net10.0/$Project.dll"
    if (-not (Test-Path $library)) {
        $built = dotnet build $folder -c $configuration -v quiet --disable-build-servers -p:UseSharedCompilation=false 2>&1
        if ($LASTEXITCODE) { throw "$Project does not build:`n$($built -join "`n")" }
    }

    $library
}

# Starts the gateway on a free port. It ends with this process at the latest, because its standard input then closes.
function Start-Gateway {
    param([string[]] $Arguments = @())

    $library = Get-TestLibrary Apertis.Gateway
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in @($library, '--port', '0', '--stop-with-stdin') + $Arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [System.Diagnostics.Process]::Start($start)

    # First the address, then the table of keys, one a line, then that of faults.
    $keys = @{}
    $uri = $null
    while ($null -ne ($line = $process.StandardOutput.ReadLine()) -and -not $line.StartsWith('Faults')) {
        if ($line -match '^Listening on (?<uri>\S+)/v1$') { $uri = $Matches.uri }
        if ($line -match '^\s+(?<key>sk-\S+)\s+(?<name>\w+)\s') { $keys[$Matches.name] = $Matches.key }
    }

    if (-not $uri) { throw 'The gateway did not start.' }
    $null = $process.StandardOutput.ReadToEndAsync()
    [pscustomobject]@{ Uri = $uri; Keys = $keys; Process = $process }
}

function Stop-Gateway {
    param([Parameter(Mandatory)] $Gateway)

    $Gateway.Process.StandardInput.Close()
    if (-not $Gateway.Process.WaitForExit(5000)) { $Gateway.Process.Kill($true) }
    $Gateway.Process.Dispose()
}

# The base URI that makes the gateway misbehave: Get-FaultUri $gateway 'hang;times=1'.
function Get-FaultUri {
    param([Parameter(Mandatory)] $Gateway, [Parameter(Mandatory)] [string] $Fault)

    "$($Gateway.Uri)/fault/$Fault/v1"
}

# The base URI that makes the gateway answer every chat with exactly this text.
function Get-AnswerUri {
    param([Parameter(Mandatory)] $Gateway, [Parameter(Mandatory)] [string] $Text)

    Get-FaultUri $Gateway "content;text=$([uri]::EscapeDataString($Text))"
}

# An empty home and none of the caller's settings; the gateway and its good key are the defaults.
function Enter-TestSession {
    param([Parameter(Mandatory)] $Gateway, [Parameter(Mandatory)] [string] $HomeFolder)

    $script:Saved = @{}
    foreach ($name in $Isolated) {
        $Saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $null)
    }

    $env:HOME = $HomeFolder
    $env:APERTIS_BASE_URL = $Gateway.Uri
    $env:APERTIS_API_KEY = $Gateway.Keys.Good
    Import-Module $Manifest -Force
}

function Exit-TestSession {
    Remove-Module Apertis -ErrorAction Ignore
    foreach ($name in $Isolated) { [Environment]::SetEnvironmentVariable($name, $Saved[$name]) }
}

# Runs a script in a pwsh of its own, as a user starts it, and returns its lines and exit code.
function Invoke-Pwsh {
    param([Parameter(Mandatory)] [string] $Script)

    $lines = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $Script 2>&1
    [pscustomobject]@{ Text = ($lines | Out-String).Trim(); ExitCode = $LASTEXITCODE }
}

# What a console of that width shows, without colours. PowerShell breaks lines at spaces in a few languages only, English among them.
function Get-Shown {
    param([Parameter(ValueFromPipeline)] $InputObject, [int] $Width = 120)

    end {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'en-US'
            $input | Out-String -Width $Width | Remove-Style
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }
}

# Text without colours.
function Remove-Style {
    param([Parameter(ValueFromPipeline)] [string] $Text)

    process { [System.Management.Automation.Internal.StringDecorated]::new($Text).ToString('PlainText') }
}
