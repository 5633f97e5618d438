using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;
using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Engine.Runs;

namespace Muster.Engine.Inbox;

/// <summary>Puts what a run reports together by cause: one row for a group, and one for all people who suffer from the same.</summary>
public static class ProblemCauses
{
    /// <summary>A run that waits for a person.</summary>
    public const string Held = "held";

    /// <summary>A directory that could not be read.</summary>
    public const string ReadFailed = "readFailed";

    /// <summary>A plan of which rows were left out when a person approved it.</summary>
    public const string RowsDropped = "rowsDropped";

    /// <summary>What is kept of the directory differed from it when that was verified.</summary>
    public const string MirrorDiffers = "mirrorDiffers";

    private const int MostNames = 5;

    /// <summary>The causes, in the order in which they are first reported.</summary>
    public static IReadOnlyList<ProblemCause> Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var problems = run.Problems.AsEnumerable();
        if (run.Outcome == RunOutcome.Held)
            problems = problems.Append(
                new PlanProblem(
                    Held,
                    $"run {run.Id} ({run.Verb})",
                    $"Run {run.Id} is held by a guard rail and waits for a person: {string.Join(" ", run.Held.Select(trip => trip.Detail))}"
                )
            );
        if (run.Fault is not null)
            problems = problems.Append(new PlanProblem(ReadFailed, "directory", run.Message ?? "The directory could not be read."));
        return [.. problems.GroupBy(KeyOf).Select(same => Cause(same.Key, [.. same], run.Id))];
    }

    /// <summary>Names of groups are part of the cause; people and objects by id are counted; what a connection has once is one row, whichever run said it.</summary>
    private static string KeyOf(PlanProblem problem) =>
        problem.Code is Held or ReadFailed or RowsDropped ? $"{problem.Code}|{problem.Code}"
        : IsSomebody(problem.Subject) ? problem.Code
        : $"{problem.Code}|{problem.Subject}";

    private static bool IsSomebody(string subject) =>
        ObjectId.TryParse(subject, out _) || subject.IndexOf('@', StringComparison.Ordinal) > 0;

    private static ProblemCause Cause(string key, List<PlanProblem> same, long run)
    {
        var first = same[0];
        var names = same.Select(problem => problem.Subject).Distinct(StringComparer.Ordinal).ToList();
        var subject = string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", …" : "");
        var effect =
            same.Count == 1
                ? first.Message
                : string.Create(CultureInfo.InvariantCulture, $"{first.Message} The same for {same.Count - 1} more.");
        return new ProblemCause(key, first.Code, subject, same.Count, effect, Fix(first, run));
    }

    private static string Fix(PlanProblem problem, long run) =>
        problem.Code switch
        {
            Held or RowsDropped => $"muster runs show {run}",
            MirrorDiffers or MissedByChanges.Code => "muster verify",
            ReadFailed => "muster connection test",
            CredentialEnd.Code => "muster connection update --help",
            Problems.Drift => $"muster drift --group \"{problem.Subject}\"",
            "paused" => $"muster groups resume \"{problem.Subject}\"",
            "sourceDeleted" => $"muster groups retire \"{problem.Subject}\"",
            "reusedName" or "ambiguousName" => $"muster groups relink \"{problem.Subject}\" --to OBJECT_ID",
            "unmatched" => "muster groups discover --search TEXT",
            "importGroupMissing" => "muster users import --help",
            "removalsKeptBack" or "suspensionsKeptBack" => "muster sync --full",
            "protectedUnknown" => "muster users list --search TEXT",
            _ => "muster plan",
        };
}

/// <summary>One cause with all that a run says about it.</summary>
/// <param name="Key">Stable text that names the cause within its connection.</param>
/// <param name="Code">Stable word for machines.</param>
/// <param name="Subject">A group, or the first few people.</param>
/// <param name="Count">How many it concerns.</param>
/// <param name="Effect">What it does, for people.</param>
/// <param name="Fix">A command that helps.</param>
public sealed record ProblemCause(string Key, string Code, string Subject, int Count, string Effect, string Fix);
