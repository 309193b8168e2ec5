using Apertis.Diagnostics.Probes;

namespace Apertis.Client.Tests.Diagnostics.Probes;

/// <summary>Who may read a file.</summary>
public sealed class FilePermissionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("apertis-permissions-").FullName;

    private string File => Path.Combine(_folder, "config.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0b111_101_101, 0b110_100_100, true)]
    [InlineData(0b111_101_101, 0b110_000_000, false)]
    [InlineData(0b111_101_101, 0b110_100_000, false)]
    [InlineData(0b111_000_000, 0b110_100_100, false)]
    [InlineData(0b111_101_000, 0b110_100_100, false)]
    public void File_is_everybodys_when_it_and_the_way_to_it_are_open(int folder, int file, bool expected)
    {
        System.IO.File.WriteAllText(File, "{}");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, (UnixFileMode)file);
            System.IO.File.SetUnixFileMode(_folder, (UnixFileMode)folder);
        }

        Assert.Equal(expected && !OperatingSystem.IsWindows(), FilePermissions.EverybodyCanRead(File));
    }

    [Theory]
    [InlineData(0b111_101_101, true)]
    [InlineData(0b111_000_000, false)]
    public void Links_to_a_file_or_its_folder_do_not_open_or_close_the_way_to_it(int folder, bool expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var real = Directory.CreateDirectory(Path.Combine(_folder, "real")).FullName;
        var open = Directory.CreateDirectory(Path.Combine(_folder, "open")).FullName;
        System.IO.File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        System.IO.File.WriteAllText(Path.Combine(real, "config.json"), "{}");
        System.IO.File.SetUnixFileMode(Path.Combine(real, "config.json"), (UnixFileMode)0b110_100_100);
        System.IO.File.SetUnixFileMode(real, (UnixFileMode)folder);
        System.IO.File.CreateSymbolicLink(Path.Combine(open, "config.json"), Path.Combine(real, "config.json"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), real);

        Assert.Equal(expected, FilePermissions.EverybodyCanRead(Path.Combine(open, "config.json")));
        Assert.Equal(expected, FilePermissions.EverybodyCanRead(Path.Combine(_folder, "linked", "config.json")));
    }

    [Fact]
    public void File_that_is_gone_is_nobodys() => Assert.False(FilePermissions.EverybodyCanRead(File));
}
