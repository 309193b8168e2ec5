namespace Apertis;

/// <summary>One message of a conversation.</summary>
public sealed record ChatMessage
{
    /// <summary>An empty message, for <c>[Apertis.ChatMessage]@{ Role = 'user'; Content = '…' }</c>.</summary>
    public ChatMessage()
    {
    }

    /// <summary>A message.</summary>
    /// <param name="role">Who says it: <c>system</c>, <c>user</c>, <c>assistant</c>, …</param>
    /// <param name="content">What is said.</param>
    public ChatMessage(string role, string? content)
    {
        Role = role;
        Content = content;
    }

    /// <summary>Who says it: <c>system</c>, <c>user</c>, <c>assistant</c>, …</summary>
    public string Role { get; init; } = "user";

    /// <summary>What is said; null when the model only called tools.</summary>
    public string? Content { get; init; }

    /// <summary>Images that go with the text; null for none.</summary>
    public IReadOnlyList<ChatImage>? Images { get; init; }

    /// <summary>Tools that the model called in this message; null for none.</summary>
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }

    /// <summary>In a message of role <c>tool</c>: the id of the call that it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The text.</summary>
    public override string ToString() => Content ?? string.Empty;
}
