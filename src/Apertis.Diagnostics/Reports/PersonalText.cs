using System.Text.RegularExpressions;

namespace Apertis.Diagnostics.Reports;

/// <summary>Takes out of a text who wrote it: home folders become <c>~</c>, the user's name <c>&lt;user&gt;</c>, mail addresses <c>&lt;e-mail&gt;</c>.</summary>
internal sealed partial class PersonalText
{
    // Shorter names are parts of ordinary sentences.
    private const int ShortestName = 3;

    // Names of accounts that say nothing of who uses them, and are words of their own.
    private static readonly HashSet<string> SharedNames = new(StringComparer.OrdinalIgnoreCase) { "root", "admin", "administrator", "user", "guest", "system", "public", "runner" };

    private readonly Regex? _home;
    private readonly Regex? _name;

    /// <param name="home">The user's home folder; empty for none.</param>
    /// <param name="userName">The user's name.</param>
    public PersonalText(string home, string userName)
    {
        var parts = home.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0)
        {
            // Either slash, and doubled where a backslash was escaped.
            var root = home[0] is '/' or '\\' ? @"[\\/]+" : string.Empty;
            _home = new Regex($@"(?<![\w.-]){root}{string.Join(@"[\\/]+", parts.Select(Regex.Escape))}(?![\w.-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }

        if (userName.Length >= ShortestName && !SharedNames.Contains(userName))
        {
            _name = new Regex($@"(?<!\w){Regex.Escape(userName)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
    }

    /// <summary>That of the user who runs this process.</summary>
    public static PersonalText OfThisUser { get; } = new(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.UserName);

    /// <summary>The text without them.</summary>
    public string Hide(string text)
    {
        var hidden = MailAddress().Replace(text, "<e-mail>");
        hidden = _home?.Replace(hidden, "~") ?? hidden;
        hidden = HomeFolder().Replace(hidden, "~");
        return _name?.Replace(hidden, "<user>") ?? hidden;
    }

    // The address of the vendor's support is no secret.
    [GeneratedRegex(@"(?<![\w.+%-])(?!hi@apertis\.ai\b)[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex MailAddress();

    // Anybody's home, with the names that systems give the folder of all homes; a name with spaces ends where the next folder begins.
    [GeneratedRegex(@"(?<![\w.-])(?:[A-Za-z]:|/mnt/[a-z]|/[a-z])?[\\/]+(?:home|Users|Documents and Settings)[\\/]+[^\\/\s""'<>|:*?]+(?:(?: [^\\/\s""'<>|:*?]+){1,3}(?=\\))?", RegexOptions.CultureInvariant)]
    private static partial Regex HomeFolder();
}
