using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Configuration;

namespace Muster.Cli.Configuring;

/// <summary><c>muster settings history</c> and <c>compare</c>.</summary>
internal static class SettingsPastCommands
{
    public static Command History(Cli cli)
    {
        var scope = new ScopeOptions();
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many versions; 0 for all",
            DefaultValueFactory = _ => 20,
            HelpName = "N",
        };
        var command = new Command("history", "List the versions of the settings: who changed what, when and why") { limit }.WithExamples(
            "muster settings history",
            "muster settings history --workspace --limit 0 --json"
        );
        scope.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await scope.ChooseAsync(call, muster, cancellationToken);
                var versions = await muster.Database.Settings.HistoryAsync(chosen.Scope, cancellationToken);
                var shown = call.Get(limit) > 0 ? versions.Take(call.Get(limit)).ToList() : versions;
                for (var i = 0; i < shown.Count; i++)
                    Show(call.Terminal, chosen, versions[i], i + 1 < versions.Count ? versions[i + 1] : None(chosen));
                if (call.Terminal.Json)
                    return ExitCodes.Fine;
                if (versions.Count == 0)
                    call.Terminal.Say($"The settings of {chosen.Words} were never changed.");
                else
                    call.Terminal.Note(
                        shown.Count == versions.Count
                            ? (FormattableString)$"[grey]{Numbers.Of(versions.Count, "version")}[/]"
                            : $"[grey]{Numbers.Of(shown.Count)} of {Numbers.Of(versions.Count, "version")}; --limit 0 shows all[/]"
                    );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Compare(Cli cli)
    {
        var scope = new ScopeOptions();
        var from = new Argument<long>("V1") { Description = "A version; 0 for the defaults" };
        var to = new Argument<long>("V2") { Description = "Another version" };
        var command = new Command("compare", "Show in which settings two versions differ") { from, to }.WithExamples(
            "muster settings compare 0 3",
            "muster settings compare 3 4 --workspace --json"
        );
        scope.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await scope.ChooseAsync(call, muster, cancellationToken);
                var versions = await muster.Database.Settings.HistoryAsync(chosen.Scope, cancellationToken);
                var differences = SettingScopes
                    .Sheet(chosen.Scope)
                    .Compare(Find(versions, chosen, call.Get(from)).Values, Find(versions, chosen, call.Get(to)).Values);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        SettingsJson.Scope(json, chosen);
                        json.WriteNumber("from", call.Get(from));
                        json.WriteNumber("to", call.Get(to));
                        SettingsJson.Differences(json, differences);
                        json.WriteEndObject();
                    });
                if (differences.Count == 0)
                    call.Terminal.Say($"Versions {call.Get(from)} and {call.Get(to)} of the settings of {chosen.Words} are equal.");
                else
                    call.Terminal.Say($"Settings of {chosen.Words}, version {call.Get(from)} → {call.Get(to)}:");
                foreach (var difference in differences)
                    SettingWords.Print(call.Terminal, difference);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Show(Terminal terminal, ChosenScope chosen, SettingsVersion version, SettingsVersion before)
    {
        var differences = SettingScopes.Sheet(chosen.Scope).Compare(before.Values, version.Values);
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("version", version.Version);
                json.Instant("at", version.At);
                json.Text("actor", version.Actor);
                json.Text("reason", version.Reason);
                SettingsJson.Differences(json, differences);
                json.WriteEndObject();
            });
            return;
        }
        terminal.Say($"[bold]Version {version.Version}[/]  {Numbers.Instant(version.At!.Value)}  {version.Actor ?? ""}");
        if (version.Reason is { } reason)
            terminal.Say($"  [grey]{reason}[/]");
        foreach (var difference in differences)
            SettingWords.Print(terminal, difference);
    }

    private static SettingsVersion Find(IReadOnlyList<SettingsVersion> versions, ChosenScope chosen, long number) =>
        number == 0
            ? None(chosen)
            : versions.FirstOrDefault(version => version.Version == number)
                ?? throw new UserErrorException(
                    ExitCodes.NotFound,
                    $"There is no version {number} of the settings of {chosen.Words}; {(versions.Count == 0 ? "they were never changed" : $"the latest is {versions[0].Version}")}. See: muster settings history {chosen.Option}"
                );

    private static SettingsVersion None(ChosenScope chosen) =>
        new()
        {
            Scope = chosen.Scope,
            Version = 0,
            Values = new Dictionary<string, string>(),
        };
}
