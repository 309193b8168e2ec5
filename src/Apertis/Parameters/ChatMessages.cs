using System.Collections;
using System.Management.Automation;

namespace Apertis.Parameters;

/// <summary>Reads a conversation from what users give: messages, hashtables, objects, earlier results, also ones that were serialised.</summary>
internal static class ChatMessages
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <summary>The messages, in order.</summary>
    /// <exception cref="ApertisException">One of them is none.</exception>
    public static IReadOnlyList<ChatMessage> Read(IEnumerable<object?> items) =>
        items.SelectMany((item, index) => Read(item).Select(message => Checked(message, index))).ToArray();

    /// <summary>The messages of an earlier result that was serialised, as far as they were kept.</summary>
    public static IReadOnlyList<ChatMessage> Restore(PSObject earlier) =>
        Items(Member(earlier, nameof(ChatResult.Messages))).SelectMany(Read).OfType<ChatMessage>().ToArray();

    /// <summary>The error for a conversation that can't be sent.</summary>
    /// <param name="detail">What is wrong with it.</param>
    /// <param name="remedy">The step that mends it; null where a message needs no more than text.</param>
    public static ApertisException Refuse(string detail, string? remedy) =>
        GuideMatch.Local("InvalidMessage", detail, (Fact.Remedy, remedy)).ToException(DateTimeOffset.UtcNow);

    // Null stands for what is no message.
    private static IEnumerable<ChatMessage?> Read(object? item)
    {
        var wrapped = item is null ? null : PSObject.AsPSObject(item);
        return wrapped?.BaseObject switch
        {
            ChatResult result => (IEnumerable<ChatMessage?>)result.Messages,
            ChatMessage message => [message],
            null or string => new ChatMessage?[] { null },
            not IDictionary when wrapped.Properties[nameof(ChatResult.Messages)] is not null => Restore(wrapped),
            _ => [Member(wrapped, "role") is null && Member(wrapped, "content") is null ? null : FromMembers(wrapped)],
        };
    }

    private static ChatMessage FromMembers(PSObject item)
    {
        var content = Member(item, "content");
        var parts = content is null or string ? [] : Items(content).OfType<object>().Select(PSObject.AsPSObject).ToList();
        var images = parts.Select(part => Member(part, "image_url")).OfType<object>().Select(Address)
            .Concat(Items(Member(item, nameof(ChatMessage.Images))).OfType<object>().Select(Address))
            .OfType<string>().Select(url => new ChatImage { Url = url }).ToList();
        var calls = Items(Member(item, "tool_calls") ?? Member(item, nameof(ChatMessage.ToolCalls))).OfType<object>().Select(call => ToolCall(PSObject.AsPSObject(call))).ToList();
        return new ChatMessage(Text(Member(item, "role")) ?? string.Empty, parts.Count > 0 ? string.Concat(parts.Select(part => Text(Member(part, "text")))) : Text(content))
        {
            Images = images.Count == 0 ? null : images,
            ToolCalls = calls.Count == 0 ? null : calls,
            ToolCallId = Text(Member(item, "tool_call_id") ?? Member(item, nameof(ChatMessage.ToolCallId))),
        };
    }

    // Both the API's form, with the function inside, and the module's own are read.
    private static ChatToolCall ToolCall(PSObject call)
    {
        var function = Member(call, "function") is { } inner ? PSObject.AsPSObject(inner) : call;
        return new ChatToolCall { Id = Text(Member(call, "id")), Name = Text(Member(function, "name")), Arguments = Text(Member(function, "arguments")) };
    }

    private static string? Address(object image) => image is string text ? text : Text(Member(PSObject.AsPSObject(image), "url"));

    private static ChatMessage Checked(ChatMessage? message, int index)
    {
        if (message is null)
        {
            throw Refuse($"message {index} (counted from 0) is no message", "Give each message as an Apertis.ChatMessage, as a hashtable such as @{ role = 'user'; content = '…' }, or give an earlier result, which holds its conversation.");
        }

        var role = message.Role.Trim().ToLowerInvariant();
        if (!Roles.Contains(role))
        {
            var stated = role.Length == 0 ? "no role" : $"the role '{ServerText.Clean(message.Role, 50)}', which there is not";
            throw Refuse($"message {index} (counted from 0) has {stated}", $"Give it one of the roles {string.Join(", ", Roles)}.");
        }

        if (string.IsNullOrWhiteSpace(message.Content) && message.Images is not { Count: > 0 } && message.ToolCalls is not { Count: > 0 })
        {
            throw Refuse($"message {index} (counted from 0) has no content", null);
        }

        return message with { Role = role };
    }

    private static object? Member(PSObject item, string name)
    {
        if (item.BaseObject is not IDictionary dictionary)
        {
            return Unwrap(item.Properties[name]?.Value);
        }

        var key = dictionary.Keys.Cast<object>().FirstOrDefault(key => string.Equals(key.ToString(), name, StringComparison.OrdinalIgnoreCase));
        return key is null ? null : Unwrap(dictionary[key]);
    }

    private static IEnumerable<object?> Items(object? value) =>
        value switch
        {
            null => [],
            IDictionary or string => [value],
            IEnumerable several => several.Cast<object?>(),
            _ => [value],
        };

    private static string? Text(object? value) => value is null ? null : LanguagePrimitives.ConvertTo<string>(value);

    // A deserialised object is its members; anything else is what is inside.
    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
