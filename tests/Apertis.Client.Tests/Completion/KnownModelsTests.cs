using Apertis.Client.Completion;
using Apertis.Client.Tests.Support;

namespace Apertis.Client.Tests.Completion;

/// <summary>What completion knows of the models, and when it asks.</summary>
public sealed class KnownModelsTests : IDisposable
{
    private const string Base = "https://api.example/v1";
    private readonly string _folder = Directory.CreateTempSubdirectory("apertis-models-").FullName;
    private readonly FakeClock _clock = new();
    private int _asked;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_fetched_is_there_for_the_next_session()
    {
        Assert.Equal("a", Assert.Single(await Known("a").ListAsync()).Id);

        var next = await Known("b").ListAsync();

        Assert.Equal("a", Assert.Single(next).Id);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Another_API_has_models_of_its_own()
    {
        await Known("a").ListAsync();

        Assert.Equal("b", Assert.Single(await Known("b", "https://other.example/v1").ListAsync()).Id);
    }

    [Fact]
    public async Task After_a_day_the_old_list_serves_while_a_new_one_is_fetched()
    {
        await Known("a").ListAsync();
        _clock.Advance(TimeSpan.FromDays(1));
        var fetched = new TaskCompletionSource<IReadOnlyList<Model>>();
        var known = new KnownModels(Base, new CatalogueFile(_folder), () => fetched.Task, _clock);

        Assert.Equal("a", Assert.Single(await known.ListAsync()).Id);

        fetched.SetResult([new Model { Id = "b" }]);
        while (Assert.Single(await known.ListAsync()).Id != "b")
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_failure_is_not_repeated_at_every_key_press()
    {
        var known = new KnownModels(Base, new CatalogueFile(_folder), Fail, _clock);

        Assert.Empty(await known.ListAsync());
        Assert.Empty(await known.ListAsync());
        Assert.Equal(1, _asked);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await known.ListAsync());
        Assert.Equal(2, _asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"baseUri\":\"https://else.example/v1\",\"fetchedAt\":\"2026-01-01T00:00:00+00:00\",\"models\":[]}")]
    public async Task A_damaged_file_is_as_good_as_none(string content)
    {
        await Known("a").ListAsync();
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(_folder)), content);

        Assert.Equal("b", Assert.Single(await Known("b").ListAsync()).Id);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_costs_only_the_cache()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, string.Empty);

        Assert.Equal("a", Assert.Single(await new KnownModels(Base, new CatalogueFile(Path.Combine(file, "models")), Answer("a"), _clock).ListAsync()).Id);
        Assert.Equal("a", Assert.Single(await new KnownModels(Base, new CatalogueFile(null), Answer("a"), _clock).ListAsync()).Id);
    }

    [Fact]
    public async Task Everything_known_of_a_model_is_kept()
    {
        var model = new Model { Id = "a", Owner = "o", Created = DateTimeOffset.UnixEpoch, DisplayName = "A", ContextLength = 5, InputPrice = 0.1m, OutputPrice = 2m, IsDeprecated = false };
        await new KnownModels(Base, new CatalogueFile(_folder), () => Task.FromResult<IReadOnlyList<Model>>([model]), _clock).ListAsync();

        Assert.Equal(model, Assert.Single(await Known("b").ListAsync()));
    }

    private KnownModels Known(string id, string baseUri = Base) => new(baseUri, new CatalogueFile(_folder), Answer(id), _clock);

    private Func<Task<IReadOnlyList<Model>>> Answer(string id) => () =>
    {
        _asked++;
        return Task.FromResult<IReadOnlyList<Model>>([new Model { Id = id }]);
    };

    private Task<IReadOnlyList<Model>> Fail()
    {
        _asked++;
        return Task.FromException<IReadOnlyList<Model>>(GuideMatch.Local("ConnectionRefused", null).ToException(_clock.GetUtcNow()));
    }
}
