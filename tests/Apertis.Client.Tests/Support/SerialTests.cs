namespace Apertis.Client.Tests.Support;

/// <summary>Tests that change what the whole process shares; they run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SerialTests
{
    public const string Name = "Serial";
}
