namespace Apertis.Tests.Setup;

/// <summary>Tests that change what the whole process shares: environment variables, the configuration file, the module's imports.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "That is what xunit calls it.")]
public sealed class SerialCollection
{
    public const string Name = "Serial";
}
