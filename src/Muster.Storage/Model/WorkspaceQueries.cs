using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Muster.Storage.Model;

/// <summary>Refuses queries of lists that do not say which workspace they are about, or name another one than their context has (INV-24).</summary>
internal sealed partial class WorkspaceQueries : DbCommandInterceptor
{
    /// <summary>Milliseconds; the texts are made by Muster and short.</summary>
    private const int MatchTimeout = 60_000;

    public static readonly WorkspaceQueries Instance = new();

    private WorkspaceQueries() { }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Check(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Check(command, eventData);
        return ValueTask.FromResult(result);
    }

    private static void Check(DbCommand command, CommandEventData data)
    {
        var own = ((MusterContext)data.Context!).Workspace.ToString(CultureInfo.InvariantCulture);
        var named = WorkspaceIs().Matches(command.CommandText);
        if (named.Count == 0 || named.Any(match => Value(command, match.Groups["value"].Value) != own))
            throw new InvalidOperationException(
                $"A list does not say which workspace it is about, or not its own. It was not read; this is a fault of Muster's own, please report it (INV-24): {command.CommandText}"
            );
    }

    private static string? Value(DbCommand command, string value) =>
        value[0] == '@' ? Convert.ToString(command.Parameters[value].Value, CultureInfo.InvariantCulture) : value;

    /// <summary>As a database quotes names always, or only where it must. Not where rows are joined.</summary>
    [GeneratedRegex(
        """["\.]workspace"? = (?<value>@\w+|\d+)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        MatchTimeout
    )]
    private static partial Regex WorkspaceIs();
}
