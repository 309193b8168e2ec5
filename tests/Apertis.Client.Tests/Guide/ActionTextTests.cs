namespace Apertis.Client.Tests.Guide;

/// <summary>Steps without what leads back to the command that gives them.</summary>
public sealed class ActionTextTests
{
    private const string Command = "Test-ApertisKey";

    [Theory]
    [InlineData("Run Test-ApertisKey to see what is wrong.", null)]
    [InlineData("Check the quota in the dashboard. Test-ApertisKey shows it too.", "Check the quota in the dashboard.")]
    [InlineData("Run Test-ApertisKey. Try once with a fresh key (e.g. of a friend), to rule the key out.", "Try once with a fresh key (e.g. of a friend), to rule the key out.")]
    [InlineData("Run Test-ApertisKey, with -Model for the model in question: it tells the causes apart.", "Run Test-ApertisKey, with -Model for the model in question: it tells the causes apart.")]
    [InlineData("Run Test-ApertisConnection.", "Run Test-ApertisConnection.")]
    [InlineData("Visit api.apertis.ai. It is there", "Visit api.apertis.ai. It is there")]
    public void Sentence_that_only_names_the_command_is_left_out(string step, string? left)
    {
        Assert.Equal(left is null ? ["Wait."] : [left, "Wait."], ActionText.Without(Command, [step, "Wait."]));
    }
}
