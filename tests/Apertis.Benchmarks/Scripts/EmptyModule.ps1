# Makes a binary module of one cmdlet that does nothing: what importing any binary module costs. Writes the path of its manifest.
param(
    [Parameter(Mandatory)] [string] $Folder,

    # Has the module bring one view and one line of type data, which PowerShell must read.
    [switch] $WithViews
)
$ErrorActionPreference = 'Stop'

$code = @'
using System.Management.Automation;

[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
}
'@
Add-Type -TypeDefinition $code -OutputAssembly (Join-Path $Folder Empty.dll)

# Exports are listed as in the module's own manifest: a wildcard would cost it more.
$manifest = Join-Path $Folder Empty.psd1
$brought = @{}
if ($WithViews) {
    $view = '<TableControl><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Id</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl>'
    Set-Content (Join-Path $Folder Empty.Format.ps1xml) "<Configuration><ViewDefinitions><View><Name>Nothing</Name><ViewSelectedBy><TypeName>Nothing</TypeName></ViewSelectedBy>$view</View></ViewDefinitions></Configuration>"
    Set-Content (Join-Path $Folder Empty.Types.ps1xml) '<Types><Type><Name>Nothing</Name><Members><AliasProperty><Name>Number</Name><ReferencedMemberName>Id</ReferencedMemberName></AliasProperty></Members></Type></Types>'
    $brought = @{ FormatsToProcess = 'Empty.Format.ps1xml'; TypesToProcess = 'Empty.Types.ps1xml' }
}

New-ModuleManifest $manifest -RootModule Empty.dll -CmdletsToExport Get-Nothing -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @() @brought
$manifest
