using System.Text.RegularExpressions;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Tests.Api;

/// <summary>Refusals tell programs what to call, not what to type.</summary>
public sealed partial class HttpWordsTests
{
    [Theory]
    [InlineData("Show it with: muster groups show \"A 'b' c\".", "Show it with: GET /api/v1/groups/{key}.")]
    [InlineData(
        "To pin it to another one: muster groups relink \"x\" --to 3a5e0c5e-8f4e-4c6e-9d51-6f1f0f6f91c0.",
        "To pin it to another one: POST /api/v1/groups/{key}/link."
    )]
    [InlineData("First: muster groups set \"x\" --on-rename keep (or follow).", "First: PATCH /api/v1/groups/{key} (or follow).")]
    [InlineData("Nothing was changed. Run 'muster audit verify' (INV-2).", "Nothing was changed. Run POST /api/v1/audit/verify (INV-2).")]
    [InlineData("Run muster sync for a new plan.", "Run POST /api/v1/sync for a new plan.")]
    [InlineData("Change it first: muster settings show protectedUsers.", "Change it first: GET /api/v1/connections/{name}/settings.")]
    [InlineData("Put back: muster drift --heal --group \"x\".", "Put back: POST /api/v1/connections/{name}/drift/heal.")]
    [InlineData("A muster of people is no command.", "A muster of people is no command.")]
    public void A_command_becomes_the_address_that_does_the_same(string said, string heard) => Assert.Equal(heard, HttpWords.Of(said));

    [Fact]
    public void No_message_of_the_engine_keeps_a_command()
    {
        var lines = new[] { "Core", "Engine", "Storage", "Entra" }
            .SelectMany(project =>
                Directory.EnumerateFiles(Path.Combine(Tests.Root, "src", $"Muster.{project}"), "*.cs", SearchOption.AllDirectories)
            )
            .SelectMany(File.ReadLines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && CommandStart().IsMatch(line))
            .Select(line => Hole().Replace(line.Replace("\\\"", "\"", StringComparison.Ordinal), "7"))
            .ToList();
        Assert.True(lines.Count > 40);
        Assert.All(lines, line => Assert.DoesNotMatch(CommandStart(), HttpWords.Of(line)));
        Assert.All(lines, line => Assert.DoesNotMatch("/api/v1[^ ]* --", HttpWords.Of(line)));
    }

    [GeneratedRegex("muster [a-z]+")]
    private static partial Regex CommandStart();

    [GeneratedRegex("\\{[^{}]*\\}")]
    private static partial Regex Hole();
}
