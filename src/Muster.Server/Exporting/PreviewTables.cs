using Muster.Server.Importing;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Who would come and go by a rule, and what to look at, as tables that leave the house.</summary>
internal static class PreviewTables
{
    /// <summary>Who would join.</summary>
    public const string Joiners = "joiners";

    /// <summary>Who would leave.</summary>
    public const string Leavers = "leavers";

    /// <summary>What a person should look at.</summary>
    public const string Problems = "problems";

    /// <summary>One of the lists of a preview; null for what is none.</summary>
    public static ExportTable? Of(ImportPreview preview, string list) =>
        list switch
        {
            Joiners => Table(
                preview,
                list,
                ["signInName", "name", "again", "key"],
                preview.Joiners.Select(joiner =>
                    new object?[] { joiner.Name, joiner.DisplayName, joiner.IsBack ? "true" : "false", joiner.Key }
                )
            ),
            Leavers => Table(
                preview,
                list,
                ["signInName", "name", "memberships", "evidence", "user"],
                preview.Leavers.Select(leaver =>
                    new object?[] { leaver.Name, leaver.DisplayName, leaver.Memberships, JsonFormat.Word(leaver.Evidence), leaver.User }
                )
            ),
            Problems => Table(
                preview,
                list,
                ["code", "subject", "message"],
                preview.Problems.Select(problem => new object?[] { problem.Code, problem.Subject, problem.Message })
            ),
            _ => null,
        };

    private static ExportTable Table(ImportPreview preview, string list, IReadOnlyList<string> columns, IEnumerable<object?[]> rows) =>
        new(
            $"import-{list}",
            columns,
            rows.ToAsyncEnumerable(),
            [
                ("List", $"import-{list}"),
                ("Connection", preview.ConnectionName),
                ("Rule", ImportRuleWords.Of(preview.Rule)),
                ("Plan hash", preview.Hash),
            ]
        );
}
