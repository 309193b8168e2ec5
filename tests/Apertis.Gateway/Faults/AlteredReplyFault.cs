using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

/// <summary>A chat answer that differs.</summary>
internal sealed class AlteredReplyFault(Func<ChatReply, ChatReply> alter) : FaultAction
{
    public override ChatReply Alter(ChatReply reply) => alter(reply);
}
