using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Configuring;

/// <summary><c>muster settings …</c></summary>
internal static class SettingsCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("settings", "Look at what can be decided, and change it");
        command.Add(List(cli));
        command.Add(Show(cli));
        command.Add(ChangeSettingsCommand.Set(cli));
        command.Add(ChangeSettingsCommand.Reset(cli));
        command.Add(SettingsPastCommands.History(cli));
        command.Add(SettingsPastCommands.Compare(cli));
        return command;
    }

    private static Command List(Cli cli)
    {
        var scope = new ScopeOptions();
        var search = new Option<string?>("--search")
        {
            Description = "Only settings whose name or meaning contains this",
            HelpName = "TEXT",
        };
        var changed = new Option<bool>("--changed") { Description = "Only settings that differ from their default" };
        var pages = PageOptions.Upwards(usual: 0);
        var command = new Command("list", "List the settings with their values") { search, changed }.WithExamples(
            "muster settings list --search removals",
            "muster settings list --workspace --changed --json"
        );
        scope.AddTo(command);
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await scope.ChooseAsync(call, muster, cancellationToken);
                var version = await muster.Database.Settings.CurrentAsync(chosen.Scope, cancellationToken);
                var sheet = SettingScopes.Sheet(chosen.Scope);
                var rows = sheet.All.Where(setting =>
                    (!call.Get(changed) || version.Values.ContainsKey(setting.Path)) && Matches(setting, call.Get(search))
                );
                // On a narrow terminal the danger gives way; settings show has it.
                var wide = call.Terminal.Out.Profile.Width >= Tables.Wide;
                string[] danger = wide ? ["Danger"] : [];
                var table = Tables.New(["=Setting", "Value", "=From", .. danger]);
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    rows.ToAsyncEnumerable(),
                    setting => setting.Path,
                    (json, setting) => Write(json, setting, sheet, version),
                    setting =>
                        table.AddRow([
                            Tables.Text(setting.Path),
                            Tables.Text(SettingWords.Value(sheet.Read(version.Values, setting.Path))),
                            Tables.Text(SettingWords.From(setting, version)),
                            .. wide ? [Tables.Text(SettingWords.Danger(setting.Danger))] : Array.Empty<IRenderable>(),
                        ]),
                    cancellationToken
                );
                Listing.End(call, table, shown, "setting", "Nothing fits.");
                if (!call.Terminal.Json && chosen.Connection is { } connection)
                    SettingWords.NoteUnapplied(call.Terminal, connection);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Show(Cli cli)
    {
        var scope = new ScopeOptions();
        var path = new Argument<string?>("PATH")
        {
            Description = "Name of a setting; without it what was changed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("show", "Show one setting with its meaning and past, or what was changed in all") { path }.WithExamples(
            "muster settings show guards.groupStated.percent",
            "muster settings show --workspace"
        );
        scope.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await scope.ChooseAsync(call, muster, cancellationToken);
                var history = await muster.Database.Settings.HistoryAsync(chosen.Scope, cancellationToken);
                var version = await muster.Database.Settings.CurrentAsync(chosen.Scope, cancellationToken);
                if (call.GetOrNone(path) is { } named)
                    ShowOne(call.Terminal, SettingScopes.Sheet(chosen.Scope), named, version, history);
                else
                    ShowAll(call.Terminal, chosen, version);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void ShowOne(
        Terminal terminal,
        SettingSheet sheet,
        string path,
        SettingsVersion version,
        IReadOnlyList<SettingsVersion> history
    )
    {
        var setting = sheet.Find(path);
        if (terminal.Json)
        {
            terminal.WriteJson(json => Write(json, setting, sheet, version));
            return;
        }
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string label, string value) => grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
        Row("Setting", setting.Path);
        Row("Value", SettingWords.Value(sheet.Read(version.Values, setting.Path)));
        Row("Meaning", setting.Meaning);
        Row("Takes", setting.Kind.Words);
        Row("Default", SettingWords.Value(setting.Default));
        Row("Danger", SettingWords.DangerSentence(setting.Danger));
        var changes = history.Where((entry, index) => Changed(setting.Path, entry, history.ElementAtOrDefault(index + 1))).Take(5);
        foreach (var change in changes)
            Row("Changed", SettingWords.Change(change, SettingWords.Value(sheet.Read(change.Values, setting.Path))));
        terminal.Out.Write(grid);
    }

    private static void ShowAll(Terminal terminal, ChosenScope chosen, SettingsVersion version)
    {
        var sheet = SettingScopes.Sheet(chosen.Scope);
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                SettingsJson.Scope(json, chosen);
                SettingsJson.Version(json, version, chosen.Scope);
                json.WriteEndObject();
            });
            return;
        }
        terminal.Say($"Settings of {chosen.Words}: {SettingWords.Version(version)}");
        foreach (var setting in sheet.All.Where(setting => version.Values.ContainsKey(setting.Path)))
            terminal.Say(
                $"  {setting.Path} = [bold]{SettingWords.Value(version.Values[setting.Path])}[/] [grey](default {SettingWords.Value(setting.Default)})[/]"
            );
        terminal.Note($"[grey]All others stand at their defaults; list them with: muster settings list {chosen.Option}[/]");
        if (chosen.Connection is { } connection)
            SettingWords.NoteUnapplied(terminal, connection);
    }

    private static bool Changed(string path, SettingsVersion version, SettingsVersion? before) =>
        version.Values.GetValueOrDefault(path) != before?.Values.GetValueOrDefault(path);

    private static bool Matches(SettingInfo setting, string? search) =>
        search is null
        || setting.Path.Contains(search, StringComparison.OrdinalIgnoreCase)
        || setting.Meaning.Contains(search, StringComparison.OrdinalIgnoreCase);

    private static void Write(Utf8JsonWriter json, SettingInfo setting, SettingSheet sheet, SettingsVersion version)
    {
        json.WriteStartObject();
        json.WriteString("path", setting.Path);
        json.Text("value", sheet.Read(version.Values, setting.Path));
        json.Text("default", setting.Default);
        json.WriteBoolean("changed", version.Values.ContainsKey(setting.Path));
        json.WriteString("danger", JsonFormat.Word(setting.Danger));
        json.WriteString("meaning", setting.Meaning);
        json.WriteString("takes", setting.Kind.Words);
        json.WriteEndObject();
    }
}
