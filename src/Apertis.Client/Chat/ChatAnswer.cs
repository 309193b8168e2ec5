namespace Apertis.Client.Chat;

/// <summary>What an answer says, however it arrived: as one body or as a stream.</summary>
internal sealed record ChatAnswer
{
    public string? Model { get; init; }

    public DateTimeOffset? Created { get; init; }

    public IReadOnlyList<ChatChoice> Choices { get; init; } = [];

    public ChatUsage? Usage { get; init; }

    public IReadOnlyList<ChatWebSource> WebSources { get; init; } = [];
}
