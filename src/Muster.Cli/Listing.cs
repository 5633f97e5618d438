using System.Text.Json;
using Spectre.Console;

namespace Muster.Cli;

/// <summary>Shows a page of rows: JSON Lines as they come, or a table with the full count and the way to the next page below.</summary>
internal static class Listing
{
    /// <summary>Writes a page that the database begins at the right place and counts.</summary>
    /// <param name="call">Where to.</param>
    /// <param name="page">Which page.</param>
    /// <param name="rows">Rows behind the place, at least one more than the page has where there are more.</param>
    /// <param name="all">How many rows fit, before and behind the place too.</param>
    /// <param name="place">The word for the place of a row.</param>
    /// <param name="write">Writes a row as JSON.</param>
    /// <param name="addToTable">Adds a row for people.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Shown> StoredAsync<T>(
        Invocation call,
        Page page,
        IAsyncEnumerable<T> rows,
        Task<long> all,
        Func<T, string> place,
        Action<Utf8JsonWriter, T> write,
        Action<T> addToTable,
        CancellationToken cancellationToken
    )
    {
        var shown = 0;
        string? last = null;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (page.Limit > 0 && shown == page.Limit)
                return new Shown(shown, await all, page, last);
            shown++;
            last = place(row);
            Show(call, row, write, addToTable);
        }
        return new Shown(shown, await all, page, null);
    }

    /// <summary>Writes a page of rows that are worked out here, all of them, to be counted.</summary>
    /// <param name="call">Where to.</param>
    /// <param name="page">Which page.</param>
    /// <param name="rows">Every row that fits, from the first on.</param>
    /// <param name="place">The word for the place of a row.</param>
    /// <param name="write">Writes a row as JSON.</param>
    /// <param name="addToTable">Adds a row for people.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UserErrorException">No row has the place that the page begins behind.</exception>
    public static async Task<Shown> WorkedOutAsync<T>(
        Invocation call,
        Page page,
        IAsyncEnumerable<T> rows,
        Func<T, string> place,
        Action<Utf8JsonWriter, T> write,
        Action<T> addToTable,
        CancellationToken cancellationToken
    )
    {
        int shown = 0,
            all = 0;
        string? last = null;
        var (begun, more) = (page.After is null, false);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            all++;
            if (!begun)
            {
                begun = place(row) == page.After;
                continue;
            }
            if (page.Limit > 0 && shown == page.Limit)
            {
                more = true;
                continue;
            }
            shown++;
            last = place(row);
            Show(call, row, write, addToTable);
        }
        return begun ? new Shown(shown, all, page, more ? last : null) : throw page.NoSuchRow();
    }

    /// <summary>Prints the table and what it left out.</summary>
    public static void End(Invocation call, Table table, Shown shown, string noun, string whenEmpty)
    {
        if (!call.Terminal.Json && shown.All > 0)
            call.Terminal.Out.Write(table);
        EndLines(call, shown, noun, whenEmpty);
    }

    /// <summary>Prints what a page left out, after rows that stand on lines of their own.</summary>
    public static void EndLines(Invocation call, Shown shown, string noun, string whenEmpty)
    {
        if (shown.Next is { } next)
            call.Terminal.Note(
                $"[grey]{Numbers.Of(shown.Rows)} of {Numbers.Of(shown.All, noun)}. Next: {shown.Page.Option} {next}   All: --limit 0[/]"
            );
        else if (call.Terminal.Json)
            return;
        else if (shown.All == 0)
            call.Terminal.Say($"No {Numbers.Several(noun)}. {whenEmpty}");
        else if (shown.Rows == shown.All)
            call.Terminal.Note($"[grey]{Numbers.Of(shown.All, noun)}[/]");
        else
            call.Terminal.Note($"[grey]{Numbers.Of(shown.Rows)} of {Numbers.Of(shown.All, noun)}, to the end[/]");
    }

    private static void Show<T>(Invocation call, T row, Action<Utf8JsonWriter, T> write, Action<T> addToTable)
    {
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => write(json, row));
        else
            addToTable(row);
    }
}

/// <summary>What a page showed.</summary>
/// <param name="Rows">Rows of the page.</param>
/// <param name="All">Rows that fit, on whatever page.</param>
/// <param name="Page">The page.</param>
/// <param name="Next">Place behind which the next page begins; null when this was the last.</param>
internal sealed record Shown(int Rows, long All, Page Page, string? Next);
