<#
.SYNOPSIS
    Runs the Pester suite against the built module. The last line is "Pester: N passed, N failed, N skipped".
.DESCRIPTION
    Start it in a process of its own (pwsh -File tests/Pester/Run.ps1): it imports the module, whose files stay open until the process ends.
#>
[CmdletBinding()]
param(
    # Which build of the simulated gateway to use.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # Test files or folders.
    [string[]] $Path = $PSScriptRoot
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
$env:APERTIS_TEST_CONFIGURATION = $Configuration

$settings = New-PesterConfiguration
$settings.Run.Path = $Path
$settings.Run.PassThru = $true
$settings.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $settings

# What stops a container or block from running at all is not among the failed tests.
$broken = $result.FailedContainersCount + $result.FailedBlocksCount
"Pester: $($result.PassedCount) passed, $($result.FailedCount + $broken) failed, $($result.SkippedCount + $result.NotRunCount) skipped"
exit [int]($result.Result -ne 'Passed')
