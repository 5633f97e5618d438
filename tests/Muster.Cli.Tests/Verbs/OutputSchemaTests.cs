using System.Text.Json;
using System.Text.Json.Nodes;
using Muster.Cli.Tests.Verbs.Tour;

namespace Muster.Cli.Tests.Verbs;

/// <summary>What verbs print with <c>--json</c> is as published, no field more and none less.</summary>
public sealed class OutputSchemaTests
{
    /// <summary>Verbs that are no part of the walk: they do not end by themselves, or need a server of a database (<see cref="Databases.MoveTests"/>).</summary>
    private static readonly string[] Apart = ["demo", "emulator", "serve", "database move"];

    [Fact]
    public async Task Every_verb_prints_what_the_published_schema_says()
    {
        var schema = OutputSchema.Load();
        using var folder = new TemporaryFolder();
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        var walk = await VerbTour.WalkAsync(tenant, folder, Tests.Token);
        Assert.Empty(walk.Mistakes);
        Assert.Empty(walk.Seen.Select(seen => schema.Fault(seen.Verb, Documents(seen.Result.Output))).OfType<string>());
        Assert.Equal(
            CommandTree.Verbs().Keys.Except(Apart).Order(StringComparer.Ordinal),
            walk.Seen.Where(seen => seen.Result.Output.Length > 0).Select(seen => seen.Verb).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_emulator_prints_how_to_connect_as_the_schema_says()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        using var folder = new TemporaryFolder();
        await using var output = new StoppingWriter(stop);
        var code = await new Cli(output, TextWriter.Null, TimeProvider.System).RunAsync(
            ["emulator", "--json", "--port", "0", "--data", folder.Path],
            stop.Token
        );
        Assert.Contains(code, new[] { 0, 130 });
        Assert.Null(OutputSchema.Load().Fault("emulator", Documents(output.ToString())));
    }

    [Fact]
    public void The_schema_names_every_verb_and_no_other() =>
        Assert.Equal(
            CommandTree.Verbs().Keys.Order(StringComparer.Ordinal),
            OutputSchema.Load().Verbs.Select(verb => verb.Key).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_schema_states_its_version_and_leaves_no_object_open()
    {
        var schema = OutputSchema.Load();
        Assert.Equal(1, schema.Root["x-version"]!.GetValue<int>());
        Assert.All(
            Objects(schema.Root["$defs"]).Where(node => node["properties"] is not null),
            node => Assert.False(node["additionalProperties"]!.GetValue<bool>(), node.ToJsonString())
        );
        var named = schema.Verbs.SelectMany(verb =>
            (verb.Value!["lines"] ?? verb.Value["document"])?.AsArray().Select(name => name!.GetValue<string>()) ?? []
        );
        Assert.All(
            named.Where(name => !name.EndsWith(".json", StringComparison.Ordinal)),
            name => Assert.NotNull(schema.Root["$defs"]![name])
        );
    }

    [Fact]
    public void A_field_that_is_not_published_or_is_missing_is_a_fault()
    {
        var schema = OutputSchema.Load();
        const string fits = """{"depth":0,"name":"a","path":["a"],"members":1,"circle":false,"again":false}""";
        Assert.Null(schema.Fault("groups tree", Documents(fits)));
        Assert.NotNull(schema.Fault("groups tree", Documents(fits.Replace("}", ",\"new\":1}", StringComparison.Ordinal))));
        Assert.NotNull(schema.Fault("groups tree", Documents(fits.Replace("\"depth\":0,", "", StringComparison.Ordinal))));
        Assert.NotNull(schema.Fault("groups tree", Documents(fits.Replace("false", "null", StringComparison.Ordinal))));
    }

    /// <summary>A verb prints JSON Lines, or one document on as many lines as it likes.</summary>
    private static List<JsonElement> Documents(string output)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true });
        var documents = new List<JsonElement>();
        while (reader.Read())
            documents.Add(JsonElement.ParseValue(ref reader));
        return documents;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject inner => inner.SelectMany(property => Objects(property.Value)).Prepend(inner),
            JsonArray items => items.SelectMany(Objects),
            _ => [],
        };

    /// <summary>Presses Ctrl-C once a line is written.</summary>
    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            base.Write(value);
            if (value == '\n')
                stop.Cancel();
        }
    }
}
