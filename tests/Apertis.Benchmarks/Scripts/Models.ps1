# Lists a big catalogue by turns: the cmdlet, and Invoke-RestMethod with its objects made readable. Writes the milliseconds and the
# bytes allocated of each listing as JSON.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [int] $Models,
    [Parameter(Mandatory)] [int] $WarmUps,
    [Parameter(Mandatory)] [int] $Rounds
)
$ErrorActionPreference = 'Stop'
Import-Module $Module

$uri = [uri]::new([uri] $env:APERTIS_BASE_URL, '/api/models').AbsoluteUri
$ours = { Get-ApertisModel }
$theirs = { (Invoke-RestMethod $uri).data | Select-Object id, owned_by, created, name }

$watch = [System.Diagnostics.Stopwatch]::new()
function Measure-Listing([scriptblock] $List) {
    [GC]::Collect()
    $before = [GC]::GetTotalAllocatedBytes($true)
    $watch.Restart()
    $listed = @(& $List)
    $elapsed = $watch.Elapsed.TotalMilliseconds
    $bytes = [GC]::GetTotalAllocatedBytes($true) - $before
    if ($listed.Count -ne $Models) { throw "Of $Models models $($listed.Count) are listed." }
    @{ milliseconds = $elapsed; bytes = $bytes }
}

$result = @{ ours = [System.Collections.Generic.List[object]]::new(); theirs = [System.Collections.Generic.List[object]]::new() }
foreach ($round in (1 - $WarmUps)..$Rounds) {
    if ($round % 2) { $a = Measure-Listing $ours; $b = Measure-Listing $theirs } else { $b = Measure-Listing $theirs; $a = Measure-Listing $ours }
    if ($round -gt 0) { $result.ours.Add($a); $result.theirs.Add($b) }
}

ConvertTo-Json $result -Compress -Depth 3
