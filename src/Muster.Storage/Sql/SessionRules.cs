using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Muster.Storage.Sql;

/// <summary>
/// What every statement of a transaction keeps to, whoever wrote it: it names the workspace (INV-24), and what belongs to runs is written under a lease that is in force (INV-12).
/// </summary>
internal sealed partial class SessionRules
{
    /// <summary>What only runs and people's decisions write, one at a time. Settings and subscriptions have versions of their own.</summary>
    private static readonly FrozenSet<string> OfRuns = FrozenSet.Create(
        "app_group",
        "app_group_version",
        "app_user",
        "app_user_version",
        "delta_link",
        "directory_edges",
        "directory_group",
        "directory_other",
        "directory_user",
        "due_instant",
        "exception",
        "group_members",
        "membership",
        "plan_mark",
        "revision",
        "run",
        "stored_plan",
        "sub_group"
    );

    /// <summary>Milliseconds; the texts are Muster's own and short.</summary>
    private const int MatchTimeout = 60_000;

    /// <summary>Tables whose rows belong to no workspace: their names, and who serves them.</summary>
    private static readonly FrozenSet<string> OfNobody = FrozenSet.Create("workspace_name", "node");

    private string? _written;
    private bool _fenced;

    /// <summary>Notes that the lease was found in force within this transaction.</summary>
    public void Fence() => _fenced = true;

    /// <summary>Looks at a statement before it runs for the first time.</summary>
    /// <param name="sql">Its text, with numbered holes.</param>
    /// <returns>Numbers of the holes that must be the workspace.</returns>
    /// <exception cref="InvalidOperationException">It could touch the rows of another workspace.</exception>
    public IReadOnlyList<int> Read(string sql)
    {
        if (Definition().IsMatch(sql))
            return [];
        if (Target().Match(sql) is { Success: true } target)
            Note(target.Groups["table"].Value);
        if (Table().Matches(sql) is { Count: > 0 } tables && tables.All(table => OfNobody.Contains(table.Groups["table"].Value)))
            return [];
        var holes = (Insertion().IsMatch(sql) ? FirstValue() : Condition()).Matches(sql);
        return holes.Count == 0
            ? throw new InvalidOperationException(
                $"A statement does not say which workspace it is about. It was not run; this is a fault of Muster's own, please report it (INV-24): {sql}"
            )
            : [.. holes.Select(hole => int.Parse(hole.Groups["hole"].ValueSpan, CultureInfo.InvariantCulture))];
    }

    /// <summary>Looks at an insertion of many rows.</summary>
    /// <exception cref="InvalidOperationException">Its rows do not begin with the workspace.</exception>
    public void Read(string table, ReadOnlySpan<string> columns)
    {
        if (columns is not ["workspace", ..])
            throw new InvalidOperationException(
                $"Rows of {table} do not say to which workspace they belong. They were not stored; this is a fault of Muster's own, please report it (INV-24)."
            );
        Note(table);
    }

    /// <summary>Refuses a statement that could be about another workspace.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    public static void Check(object? workspace)
    {
        if (workspace is not OwnWorkspace)
            throw new InvalidOperationException(
                $"A statement is about workspace {workspace}, whichever its transaction is about. It was not run; this is a fault of Muster's own, please report it (INV-24)."
            );
    }

    /// <summary>Refuses to make permanent what was written without a lease.</summary>
    /// <exception cref="InvalidOperationException">Something of a run was written, and the fence was not checked.</exception>
    public void CheckCommit()
    {
        if (_written is not null && !_fenced)
            throw new InvalidOperationException(
                $"The table {_written} was written without a look at the lease. Nothing was changed; this is a fault of Muster's own, please report it (INV-12)."
            );
    }

    private void Note(string table)
    {
        if (OfRuns.Contains(table))
            _written ??= table;
    }

    [GeneratedRegex(@"^\s*(CREATE|DROP)\s+INDEX\s", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex Definition();

    [GeneratedRegex(
        @"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(?<table>\w+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        MatchTimeout
    )]
    private static partial Regex Target();

    [GeneratedRegex(
        @"\b(FROM|JOIN|INTO|(?<!DO )UPDATE)\s+(?<table>\w+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        MatchTimeout
    )]
    private static partial Regex Table();

    [GeneratedRegex(
        @"^\s*INSERT INTO\s+\w+\s*\(\s*workspace\b[^)]*\)\s*VALUES",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        MatchTimeout
    )]
    private static partial Regex Insertion();

    [GeneratedRegex(@"\bVALUES\s*\(\s*\{(?<hole>\d+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex FirstValue();

    [GeneratedRegex(@"\bworkspace\s*=\s*\{(?<hole>\d+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex Condition();
}
