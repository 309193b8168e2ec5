<#
.SYNOPSIS
    Writes a module's folder as the package that a gallery takes. The same folder gives the same bytes.
#>
param(
    # The module, as it is installed.
    [Parameter(Mandatory)]
    [string] $Folder,

    [Parameter(Mandatory)]
    [string] $Destination
)
$ErrorActionPreference = 'Stop'
$Folder = Convert-Path $Folder
$manifest = Import-PowerShellDataFile "$Folder/Apertis.psd1"
$gallery = $manifest.PrivateData.PSData

function Protect-Xml([string] $Text) { [System.Security.SecurityElement]::Escape($Text) }

# A gallery finds a module by its commands with these tags.
$tags = $gallery.Tags + 'PSModule' + 'PSIncludes_Cmdlet' + ($manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
$nuspec = @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
    <id>Apertis</id>
    <version>$($manifest.ModuleVersion)</version>
    <authors>$(Protect-Xml $manifest.Author)</authors>
    <owners>$(Protect-Xml $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <licenseUrl>$(Protect-Xml $gallery.LicenseUri)</licenseUrl>
    <projectUrl>$(Protect-Xml $gallery.ProjectUri)</projectUrl>
    <description>$(Protect-Xml $manifest.Description)</description>
    <releaseNotes>$(Protect-Xml $gallery.ReleaseNotes)</releaseNotes>
    <copyright>$(Protect-Xml $manifest.Copyright)</copyright>
    <tags>$(Protect-Xml ($tags -join ' '))</tags>
  </metadata>
</package>
"@

# The rest is what the Open Packaging Conventions ask of any package. NuGet gives the properties a random name; this one is the module's own.
$properties = "package/services/metadata/core-properties/$($manifest.GUID -replace '-').psmdcp"
$relationships = @"
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/Apertis.nuspec" Id="nuspec" />
  <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/$properties" Id="properties" />
</Relationships>
"@
$core = @"
<?xml version="1.0" encoding="utf-8"?>
<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:creator>$(Protect-Xml $manifest.Author)</dc:creator>
  <dc:description>$(Protect-Xml $manifest.Description)</dc:description>
  <dc:identifier>Apertis</dc:identifier>
  <version>$($manifest.ModuleVersion)</version>
  <keywords>$(Protect-Xml ($tags -join ' '))</keywords>
</coreProperties>
"@

$files = @{ 'Apertis.nuspec' = $nuspec; '_rels/.rels' = $relationships; $properties = $core }
foreach ($file in Get-ChildItem $Folder -Recurse -File) {
    $files[[System.IO.Path]::GetRelativePath($Folder, $file.FullName).Replace('\', '/')] = $file
}

$types = foreach ($name in $files.Keys) {
    $extension = [System.IO.Path]::GetExtension($name).TrimStart('.')
    $type = switch ($extension) {
        'rels' { 'application/vnd.openxmlformats-package.relationships+xml' }
        'psmdcp' { 'application/vnd.openxmlformats-package.core-properties+xml' }
        default { 'application/octet-stream' }
    }
    $extension ? "  <Default Extension=""$extension"" ContentType=""$type"" />" : "  <Override PartName=""/$(Protect-Xml $name)"" ContentType=""$type"" />"
}
$files['[Content_Types].xml'] = @"
<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
$(($types | Sort-Object -Unique -Culture '') -join "`n")
</Types>
"@

$names = [string[]] $files.Keys
[array]::Sort($names, [StringComparer]::Ordinal)
$archive = [System.IO.Compression.ZipArchive]::new([System.IO.File]::Create([System.IO.Path]::GetFullPath($Destination, $PWD.Path)), 'Create')
try {
    foreach ($name in $names) {
        $entry = $archive.CreateEntry($name, 'SmallestSize')
        $entry.LastWriteTime = [System.DateTimeOffset]::new(2000, 1, 1, 0, 0, 0, [timespan]::Zero)
        # Readable by everyone (rw-r--r--) wherever it is unpacked, whatever the mask of the machine that packed it.
        $entry.ExternalAttributes = 0x81A4 -shl 16
        $stream = $entry.Open()
        $bytes = $files[$name] -is [string] ? [System.Text.Encoding]::UTF8.GetBytes($files[$name].Replace("`r", '')) : [System.IO.File]::ReadAllBytes($files[$name].FullName)
        $stream.Write($bytes)
        $stream.Dispose()
    }
}
finally { $archive.Dispose() }
