namespace Apertis.Client.Settings;

/// <summary>Where a setting came from, in the order in which they are asked.</summary>
internal enum SettingSource
{
    Parameter,
    Environment,
    ConfigurationFile,
    Default,
}
