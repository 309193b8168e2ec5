using Apertis.Diagnostics.Reports;

namespace Apertis.Client.Tests.Reports;

/// <summary>Who the user is stays out of a report.</summary>
public sealed class PersonalTextTests
{
    private static readonly PersonalText Unix = new("/srv/homes/kim", "kimberley");
    private static readonly PersonalText Windows = new(@"C:\Users\Kim Lee", "Kim Lee");

    [Theory]
    [InlineData("/srv/homes/kim/scripts/ask.ps1:3", "~/scripts/ask.ps1:3")]
    [InlineData("'/srv/homes/kim'", "'~'")]
    [InlineData("/srv/homes/kimono/x", "/srv/homes/kimono/x")]
    [InlineData("/home/sam/x and /Users/sam", "~/x and ~")]
    [InlineData("/mnt/c/Users/sam/x, /c/Users/sam", "~/x, ~")]
    [InlineData("file:///home/sam/x", "file:~/x")]
    [InlineData("https://api.example/home/sam", "https://api.example/home/sam")]
    [InlineData("https://api.example/v1/users/7", "https://api.example/v1/users/7")]
    [InlineData("Kimberley's kimberleys, kimberley", "<user>'s kimberleys, <user>")]
    [InlineData("owner sam.o+x@mail.example.org, ask hi@apertis.ai", "owner <e-mail>, ask hi@apertis.ai")]
    [InlineData("http://***@proxy.example:3128", "http://***@proxy.example:3128")]
    [InlineData("package@1.2.3", "package@1.2.3")]
    public void On_Unix(string text, string expected) => Assert.Equal(expected, Unix.Hide(text));

    [Theory]
    [InlineData(@"C:\Users\Kim Lee\ask.ps1", @"~\ask.ps1")]
    [InlineData(@"c:\users\kim lee", "~")]
    [InlineData(@"""C:\\Users\\Kim Lee\\x""", @"""~\\x""")]
    [InlineData("C:/Users/Kim Lee/x", "~/x")]
    [InlineData(@"D:\Users\Sam Orr\x", @"~\x")]
    [InlineData(@"C:\Users\sam and more", "~ and more")]
    public void On_Windows(string text, string expected) => Assert.Equal(expected, Windows.Hide(text));

    [Theory]
    [InlineData("root")]
    [InlineData("Administrator")]
    [InlineData("")]
    [InlineData("ab")]
    public void Names_that_say_nothing_of_anybody_stay(string name) =>
        Assert.Equal("the root certificate of the Administrator, ab", new PersonalText(string.Empty, name).Hide("the root certificate of the Administrator, ab"));
}
