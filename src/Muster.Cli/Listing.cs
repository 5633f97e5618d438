using System.Text.Json;
using Muster.Cli.Terminals;
using Spectre.Console;

namespace Muster.Cli;

/// <summary>Shows a stream of rows: JSON Lines as they come, or a table of the first ones with the full count below.</summary>
internal static class Listing
{
    /// <summary>Writes rows.</summary>
    /// <returns>How many rows were shown and how many there are.</returns>
    public static async Task<(int Shown, int All)> ShowAsync<T>(
        Invocation call,
        IAsyncEnumerable<T> rows,
        int limit,
        Action<Utf8JsonWriter, T> write,
        Action<T> addToTable,
        CancellationToken cancellationToken
    )
    {
        int shown = 0,
            all = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            all++;
            if (limit > 0 && shown == limit)
                continue;
            shown++;
            if (call.Terminal.Json)
                call.Terminal.WriteJson(json => write(json, row));
            else
                addToTable(row);
        }
        return (shown, all);
    }

    /// <summary>Prints the table and what it left out.</summary>
    public static void End(Invocation call, Table table, (int Shown, int All) counts, string noun, string whenEmpty)
    {
        if (call.Terminal.Json)
            return;
        if (counts.All == 0)
        {
            call.Terminal.Say($"No {Numbers.Several(noun)}. {whenEmpty}");
            return;
        }
        call.Terminal.Out.Write(table);
        call.Terminal.Note(
            counts.Shown == counts.All
                ? (FormattableString)$"[grey]{Numbers.Of(counts.All, noun)}[/]"
                : $"[grey]{Numbers.Of(counts.Shown)} of {Numbers.Of(counts.All, noun)}; --limit 0 shows all[/]"
        );
    }
}
