using System.Text;
using System.Text.Json.Nodes;
using Muster.Engine.Reading;
using Muster.Entra.Pages;
using Muster.Entra.Rounds;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

/// <summary>The example pages of the protocol sheet. Published samples are shortened: ids are missing or cut, which the service never does.</summary>
public sealed class GraphExamplesTests
{
    private const string Wanted = "*delta*.json";

    [Fact]
    public void Every_delta_page_parses_once_its_ids_are_whole()
    {
        var pages = Files(Wanted).Concat(Files("list-users*.json")).Concat(Files("list-groups*.json")).Where(IsPage).ToList();
        Assert.True(pages.Count >= 20, $"only {pages.Count} pages found");
        foreach (var file in pages)
        {
            var page = JsonNode.Parse(File.ReadAllText(file))!;
            var repaired = Repair(page["value"]!.AsArray());
            var rows = Parse(file, page);
            Assert.Equal(page["value"]!.AsArray().Count, rows.Objects);
            Assert.Equal((string?)page["@odata.nextLink"], rows.Links.Next);
            Assert.Equal((string?)page["@odata.deltaLink"], rows.Links.Delta);
            if (repaired)
                Assert.Throws<PageFormatException>(() => Parse(file, JsonNode.Parse(File.ReadAllText(file))!));
        }
    }

    [Fact]
    public async Task Every_error_ends_in_a_fault_or_a_full_read()
    {
        foreach (var file in Files("error-*.json"))
        {
            await using var reading = await Scripted.Reading.StartAsync();
            var status = int.Parse(Path.GetFileName(file).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
            reading.Graph.Otherwise = _ => ScriptedAnswer.Json(File.ReadAllText(file), status);
            var session = new MirrorRecorder();

            var failure = await reading.FailAsync(session: session);

            Assert.Equal(status == 410 || file.Contains("token-expired", StringComparison.Ordinal) ? 1 : 0, session.Restarts.Count);
            Assert.Equal(Expected(status, session.Restarts.Count > 0), failure.Fault);
        }
    }

    private static DirectoryFault Expected(int status, bool restarted) =>
        status switch
        {
            401 => DirectoryFault.SignInRefused,
            403 => DirectoryFault.PermissionMissing,
            429 => DirectoryFault.Unavailable,
            _ => restarted ? DirectoryFault.Unavailable : DirectoryFault.UnexpectedAnswer,
        };

    private static PageRows Parse(string file, JsonNode page) =>
        PageRows.Parse(
            Path.GetFileName(file).Contains("users", StringComparison.Ordinal) ? DirectoryStream.Users : DirectoryStream.Groups,
            Encoding.UTF8.GetBytes(page.ToJsonString())
        );

    private static bool IsPage(string file) => JsonNode.Parse(File.ReadAllText(file)) is JsonObject page && page["value"] is JsonArray;

    private static bool Repair(JsonArray rows)
    {
        var repaired = false;
        foreach (var row in rows.Select(row => row!.AsObject()))
        {
            if (!Guid.TryParseExact((string?)row["id"], "D", out _))
            {
                row["id"] = Rows.Id(1);
                repaired = true;
            }
            foreach (var name in new[] { "members@delta", "owners@delta" })
                if (row[name] is JsonArray edges)
                    repaired |= Repair(edges);
        }
        return repaired;
    }

    private static string[] Files(string pattern)
    {
        var folder = SharedFolder.Find("graph-examples");
        Assert.SkipWhen(folder is null, "The folder shared/graph-examples is lacking; set MUSTER_SHARED to the shared folder.");
        return Directory.GetFiles(folder!, pattern);
    }
}
