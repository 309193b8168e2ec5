using Apertis.Client.Chat;

namespace Apertis.Client.Tests.Chat;

public sealed class ChatWarmUpTests
{
    // Nobody sees it fail: it runs beside a command.
    [Fact]
    public void Gets_to_its_end() => ChatWarmUp.Run();
}
