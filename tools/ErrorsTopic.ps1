<#
.SYNOPSIS
    Writes the text of about_Apertis_Errors from the guide's table. Needs the module imported.
#>
$ErrorActionPreference = 'Stop'

$width = 80
$retried = @{
    Never        = 'no'
    Always       = 'yes'
    WhenPassing  = 'when the failure says that it is passing'
    BeforeOutput = 'while nothing of the answer has been written'
}

# Breaks text at spaces. The first line starts with $First, the others with as many blanks.
function Format-Paragraph([string] $Text, [string] $First) {
    $line = $First
    $isEmpty = $true
    foreach ($word in -split $Text) {
        if (-not $isEmpty -and $line.Length + 1 + $word.Length -gt $width) {
            $line
            $line = ' ' * $First.Length
            $isEmpty = $true
        }

        $line += $isEmpty ? $word : " $word"
        $isEmpty = $false
    }

    $line
}

function Format-Problem($Problem) {
    "    $Problem"
    Format-Paragraph "$($Problem.Title)." '        '
    ''
    "        Category   $($Problem.NativeCategory)"
    $signs = @($Problem.Codes) + @($Problem.Statuses | ForEach-Object { "HTTP $_" })
    if ($signs) { Format-Paragraph "$($signs -join ', ')" '        Known by   ' }
    "        Retried    $($retried["$($Problem.Retry)"])"
    ''
    '        Causes'
    foreach ($cause in $Problem.Causes) { Format-Paragraph $cause '          - ' }
    ''
    '        What to do'
    $number = 0
    foreach ($action in $Problem.Actions) {
        # A step that is nothing but evidence has no text of its own.
        if ($action.Text -match '^\{\w+\}$') { continue }
        $step = $action.Text -replace '\{(\w+)\}', '<$1>'
        if ("$($action.Platform)" -ne 'Any') { $step = "($("$($action.Platform)" -replace '^M', 'm')) $step" }
        Format-Paragraph $step ('{0,11}. ' -f ++$number)
    }

    ''
}

@'
TOPIC
    about_Apertis_Errors

SHORT DESCRIPTION
    Every problem that the Apertis module knows: its id, category, causes, and
    what to do.

LONG DESCRIPTION
    The FullyQualifiedErrorId of an error opens with one of these ids, followed
    by a comma. Test-ApertisKey and Test-ApertisConnection give the same ids in
    the property Problem. Ids do not change from one version to the next, so
    scripts can act on them:

        try { Invoke-ApertisChat hello -ErrorAction Stop }
        catch {
            switch -Wildcard ($_.FullyQualifiedErrorId) {
                'RateLimitExceeded,*' { 'Later.' }
                'InvalidApiKey,*'     { 'Another key.' }
                default               { throw }
            }
        }

    Problems are grouped by the category of the troubleshooting guide, which is
    $_.Exception.Category. The category given for each problem is PowerShell's
    own, $_.CategoryInfo.Category. "Known by" names the codes and HTTP statuses
    of the API that mean the problem; a known code decides, whatever the status.
    A name in angle brackets, such as <Host>, stands for what an error puts in
    its place; a step whose evidence is missing is not given, nor is one for
    another operating system.

    "Retried" means up to -MaximumRetryCount times. A retried chat may be billed
    twice.

'@ -split '\r?\n'

foreach ($category in [Apertis.TroubleshootingGuide]::Problems | Group-Object Category) {
    ($category.Name -creplace '(?<=[a-z])(?=[A-Z])', ' ').ToUpperInvariant()
    ''
    foreach ($problem in $category.Group) { Format-Problem $problem }
}

@'
SEE ALSO
    about_Apertis
    Test-ApertisConnection
    Test-ApertisKey
'@ -split '\r?\n'
