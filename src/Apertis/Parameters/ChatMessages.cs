using System.Collections;
using System.Management.Automation;

namespace Apertis.Parameters;

/// <summary>Reads a conversation from what users give: messages, hashtables, objects, earlier results.</summary>
internal static class ChatMessages
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <summary>The messages, in order.</summary>
    /// <exception cref="ApertisException">One of them is none.</exception>
    public static IReadOnlyList<ChatMessage> Read(IEnumerable<object?> items) =>
        [.. items.SelectMany((item, index) => Read(item, index))];

    private static IEnumerable<ChatMessage> Read(object? item, int index)
    {
        var wrapped = item is null ? null : PSObject.AsPSObject(item);
        switch (wrapped?.BaseObject)
        {
            case ChatResult result:
                return result.Messages;
            case ChatMessage message:
                return [Checked(message, index)];
            case IDictionary dictionary:
                return [Checked(FromMembers(dictionary.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => dictionary[key], StringComparer.OrdinalIgnoreCase)), index)];
            case PSCustomObject when wrapped.Properties["Messages"]?.Value is { } earlier:
                return Read(LanguagePrimitives.GetEnumerable(earlier)?.Cast<object?>() ?? [earlier]);
            case PSCustomObject:
                return [Checked(FromMembers(wrapped.Properties.ToDictionary(property => property.Name, property => (object?)property.Value, StringComparer.OrdinalIgnoreCase)), index)];
            default:
                throw Refuse($"message {index} (counted from 0) is {(wrapped is null ? "null" : $"a {wrapped.BaseObject.GetType().Name}")}: give an Apertis.ChatMessage, a hashtable such as @{{ role = 'user'; content = '…' }}, or an earlier result");
        }
    }

    private static ChatMessage FromMembers(Dictionary<string, object?> members) => new(Text(members, "role") ?? string.Empty, Text(members, "content"))
    {
        ToolCallId = Text(members, "tool_call_id") ?? Text(members, "ToolCallId"),
    };

    private static ChatMessage Checked(ChatMessage message, int index)
    {
        var role = message.Role.Trim().ToLowerInvariant();
        if (!Roles.Contains(role))
        {
            throw Refuse($"message {index} (counted from 0) has the role '{message.Role}'; roles are {string.Join(", ", Roles)}");
        }

        if (string.IsNullOrWhiteSpace(message.Content) && message.Images is not { Count: > 0 } && message.ToolCalls is not { Count: > 0 })
        {
            throw Refuse($"message {index} (counted from 0) has no content");
        }

        return message with { Role = role };
    }

    private static string? Text(Dictionary<string, object?> members, string name) =>
        members.TryGetValue(name, out var value) && value is not null ? LanguagePrimitives.ConvertTo<string>(value) : null;

    /// <summary>The error for a conversation that can't be sent.</summary>
    public static ApertisException Refuse(string detail) =>
        new ProblemReport { Match = GuideMatch.Local("InvalidMessage", detail), Timestamp = DateTimeOffset.UtcNow }.ToException();
}
