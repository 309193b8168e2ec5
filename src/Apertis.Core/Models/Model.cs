namespace Apertis;

/// <summary>A model of the catalogue, from <c>Get-ApertisModel</c>. What <c>-Detailed</c> adds is null without it, or where the server does not tell.</summary>
public sealed record Model
{
    /// <summary>The id to ask for. Case-sensitive.</summary>
    public required string Id { get; init; }

    /// <summary>Who makes it; null when the catalogue does not say.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was added (UTC); null when the catalogue does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The name for people; null when the catalogue has none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The v2 catalogue's category, such as <c>chat</c>.</summary>
    public string? Category { get; init; }

    /// <summary>How it is billed, such as <c>token</c>.</summary>
    public string? ChargeType { get; init; }

    /// <summary>Longest conversation, in tokens.</summary>
    public long? ContextLength { get; init; }

    /// <summary>USD for a million tokens sent.</summary>
    public decimal? InputPrice { get; init; }

    /// <summary>USD for a million tokens answered.</summary>
    public decimal? OutputPrice { get; init; }

    /// <summary>What it can do, such as <c>tools</c> or <c>vision</c>.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>What it is for, such as <c>text-generation</c>.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>The catalogue's description.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Whether it is going away.</summary>
    public bool? IsDeprecated { get; init; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
