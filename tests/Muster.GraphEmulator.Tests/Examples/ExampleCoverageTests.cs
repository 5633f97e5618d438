using System.Reflection;
using Muster.GraphEmulator.Tests.Histories;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>No published body goes without a test of its structure.</summary>
public sealed class ExampleCoverageTests
{
    /// <summary>Bodies of features that are built elsewhere and not here yet, each with that feature.</summary>
    private static readonly Dictionary<string, string> Awaited = new(StringComparer.Ordinal)
    {
        ["client-assertion-decoded.json"] = "client assertions",
        ["subscription-create-request.json"] = "subscriptions",
        ["subscription-renew-request.json"] = "subscriptions",
    };

    [Fact]
    public void Every_published_body_has_a_structure_test()
    {
        var folder = Path.GetDirectoryName(SharedFolder.FileOrSkip("graph-examples", "README.md"))!;
        var published = Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileName(path)).ToArray();

        Assert.Empty(published.Except(Covered(), StringComparer.Ordinal).Except(Awaited.Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void A_body_is_awaited_no_longer_once_it_has_its_test() =>
        Assert.Empty(Awaited.Keys.Intersect(Covered(), StringComparer.Ordinal));

    private static string[] Covered() =>
        [
            .. typeof(ExampleCoverageTests)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
                .SelectMany(method => method.GetCustomAttributes())
                .SelectMany(Named),
        ];

    private static IEnumerable<string> Named(Attribute attribute) =>
        attribute switch
        {
            StructureOfAttribute structure => structure.Files,
            InlineDataAttribute { Data: [string file, ..] } when file.EndsWith(".json", StringComparison.Ordinal) => [file],
            _ => [],
        };
}
