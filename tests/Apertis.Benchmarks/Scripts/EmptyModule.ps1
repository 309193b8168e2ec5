# Makes a binary module of one cmdlet that does nothing: what importing any binary module costs. Writes the path of its manifest.
param(
    [Parameter(Mandatory)] [string] $Folder
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
New-ModuleManifest $manifest -RootModule Empty.dll -CmdletsToExport Get-Nothing -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
$manifest
