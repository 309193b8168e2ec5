namespace Apertis;

/// <summary>A tool that the model wants to be called.</summary>
public sealed record ChatToolCall
{
    /// <summary>Id that the tool's answer must carry.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the function.</summary>
    public string? Name { get; init; }

    /// <summary>Its arguments, as the JSON text that the model wrote.</summary>
    public string? Arguments { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}({Arguments})";
}
