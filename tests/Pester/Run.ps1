<#
.SYNOPSIS
    Runs the Pester suite against the built module, or against an installed copy. The last line is "Pester: N passed, N failed, N skipped". A process
    that the tests leave behind is a failure.
.DESCRIPTION
    Start it in a process of its own (pwsh -File tests/Pester/Run.ps1): it imports the module, whose files stay open until the process ends.
#>
[CmdletBinding()]
param(
    # Which build of the simulated gateway to use.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The manifest of the copy of the module to test, such as an installed one; the checkout's own when not given.
    [string] $Module,

    # Test files or folders.
    [string[]] $Path = $PSScriptRoot
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
$env:APERTIS_TEST_CONFIGURATION = $Configuration
$env:APERTIS_TEST_MODULE = $Module ? (Convert-Path $Module) : $null

# Whatever the tests start inherits the mark, so that it is found even when what started it has ended.
$env:APERTIS_TEST_RUN = [guid]::NewGuid()

function Get-LeftProcess {
    foreach ($process in Get-Process | Where-Object Id -NE $PID) {
        $isOurs = if ($IsLinux) { (Get-Content "/proc/$($process.Id)/environ" -Raw -ErrorAction Ignore) -like "*$env:APERTIS_TEST_RUN*" } else { $process.Parent.Id -eq $PID }
        if ($isOurs) { $process }
    }
}

$settings = New-PesterConfiguration
$settings.Run.Path = $Path
$settings.Run.PassThru = $true
$settings.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $settings

# What stops a container or block from running at all is not among the failed tests.
$broken = $result.FailedContainersCount + $result.FailedBlocksCount

# One that was just told to end gets a moment for it.
$watch = [System.Diagnostics.Stopwatch]::StartNew()
while (($left = @(Get-LeftProcess)) -and $watch.Elapsed.TotalSeconds -lt 5) { Start-Sleep -Milliseconds 200 }
if ($left) {
    $broken++
    "Left behind: $(($left | ForEach-Object { "$($_.Id) $($_.CommandLine)" }) -join '; ')"
}

"Pester: $($result.PassedCount) passed, $($result.FailedCount + $broken) failed, $($result.SkippedCount + $result.NotRunCount) skipped"
exit [int]($broken -gt 0 -or $result.Result -ne 'Passed')
