using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Core.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Runs;
using Muster.Server;
using Muster.Server.Configuring;

namespace Muster.Cli.Configuring;

/// <summary><c>muster config …</c>: the configuration of a workspace as one file.</summary>
internal static class ConfigCommands
{
    private const int MostNames = 10;

    public static Command Create(Cli cli)
    {
        var command = new Command("config", "Keep the configuration as code: export, compare, apply");
        command.Add(Export(cli));
        command.Add(Diff(cli));
        command.Add(Apply(cli));
        return command;
    }

    private static Command Export(Cli cli)
    {
        var output = new Option<FileInfo?>("--out") { Description = "File to write; without it standard output", HelpName = "FILE" };
        var format = new Option<string>("--format") { Description = "yaml or json", DefaultValueFactory = _ => "yaml" };
        format.AcceptOnlyFromAmong("yaml", "json");
        var command = new Command("export", "Write connections, rules, groups and settings as one file; no secret is in it")
        {
            output,
            format,
        }.WithExamples("muster config export --out muster.yaml", "muster config export --format json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var root = ConfigWriter.Write(await muster.Config.ExportAsync(cancellationToken));
                var json = call.Get(format) == "json" || call.Terminal.Json;
                var text = json ? ConfigFileWriter.Json(root) : ConfigFileWriter.Yaml(root);
                if (call.Get(output) is not { } file)
                    await call.Terminal.Writer.WriteAsync(text.AsMemory(), cancellationToken);
                else
                {
                    await System.IO.File.WriteAllTextAsync(file.FullName, text, cancellationToken);
                    call.Terminal.Note($"Wrote {file.FullName}.");
                }
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Diff(Cli cli)
    {
        var file = File();
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when the file and the workspace differ" };
        var command = new Command("diff", "Show in what a file and the workspace differ; changes nothing") { file, detailed }.WithExamples(
            "muster config diff muster.yaml",
            "muster config diff muster.yaml --detailed-exitcode --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var document = ConfigReader.Read(await ConfigFile.ReadAsync(call.Get(file), cancellationToken));
                var draft = await muster.Config.DraftAsync(document, call.Actor, withEffects: false, cancellationToken);
                if (call.Terminal.Json)
                    WriteJson(call, draft, null);
                else
                    Print(call.Terminal, draft);
                return call.Get(detailed) && draft.Differences.Count > 0 ? ExitCodes.DifferencesExist : ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Apply(Cli cli)
    {
        var file = File();
        var change = new ChangeOptions();
        var command = new Command(
            "apply",
            "Make the workspace's configuration equal to a file, all of it or nothing; memberships follow with the next sync"
        )
        {
            file,
        }.WithExamples("muster config apply muster.yaml --dry-run", "muster config apply muster.yaml --reason \"Pull request 12\" --yes");
        change.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var document = ConfigReader.Read(await ConfigFile.ReadAsync(call.Get(file), cancellationToken));
                var draft = await muster.Config.DraftAsync(document, call.Actor, withEffects: true, cancellationToken);
                if (!call.Terminal.Json)
                    await PrintAsync(call, muster, draft, cancellationToken);
                if (draft.Differences.Count == 0 || call.Get(change.DryRun))
                {
                    if (call.Terminal.Json)
                        WriteJson(call, draft, null);
                    if (draft.Differences.Count > 0)
                        call.Terminal.Note($"[grey]Nothing was changed.[/]");
                    return ExitCodes.Fine;
                }
                var reason = change.ReasonFor(call, draft.Danger);
                if (
                    !await change.ConfirmAsync(
                        call,
                        draft.Danger,
                        "muster config apply FILE --yes",
                        "muster config apply FILE --dry-run",
                        cancellationToken
                    )
                )
                    return ExitCodes.Unexpected;
                var run = await muster.Config.ApplyAsync(draft, call.Actor, reason, cancellationToken);
                if (call.Terminal.Json)
                    WriteJson(call, draft, run);
                if (run.Outcome != RunOutcome.Applied)
                    throw new UserErrorException(ExitCodes.Locked, run.Message ?? "Nothing was changed.");
                call.Terminal.Say($"[green]✓[/] Run {run.Id} applied the file: {Numbers.Of(draft.Differences.Count, "difference")} gone.");
                call.Terminal.Note($"[grey]Saved, not yet applied to memberships. Next: muster sync[/]");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Argument<FileInfo> File() => new("FILE") { Description = "A configuration file, YAML or JSON" };

    private static async Task PrintAsync(Invocation call, MusterInstance muster, ConfigDraft draft, CancellationToken cancellationToken)
    {
        Print(call.Terminal, draft);
        if (call.Terminal.Options.Quiet)
            return;
        foreach (var effect in draft.Effects)
            await new EffectPrinter(call.Terminal, muster).PrintAsync(effect.Connection.Name, effect.Plans, cancellationToken);
    }

    private static void Print(Terminal terminal, ConfigDraft draft)
    {
        if (draft.Differences.Count == 0)
            terminal.Say($"The workspace is as the file says.");
        foreach (var subject in draft.Differences.GroupBy(difference => difference.Subject, StringComparer.Ordinal))
        {
            terminal.Say($"[bold]{subject.Key}[/]");
            foreach (var difference in subject)
                SettingWords.Print(
                    terminal,
                    new SettingDifference(difference.Field, difference.Danger, difference.Before, difference.After)
                );
        }
        foreach (var over in draft.Over)
            terminal.Note($"[grey]Left out, since it is over: {over}[/]");
        if (draft.NotInFile.Count == 0)
            return;
        var more = draft.NotInFile.Count > MostNames ? $" and {Numbers.Of(draft.NotInFile.Count - MostNames)} more" : "";
        terminal.Note($"[grey]Not in the file, and left as they are: {string.Join(", ", draft.NotInFile.Take(MostNames))}{more}[/]");
    }

    private static void WriteJson(Invocation call, ConfigDraft draft, Run? run) =>
        call.Terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("applied", run?.Outcome == RunOutcome.Applied);
            if (run is not null)
                json.WriteNumber("run", run.Id);
            json.WriteStartArray("changes");
            foreach (var difference in draft.Differences)
            {
                json.WriteStartObject();
                json.WriteString("subject", difference.Subject);
                json.WriteString("field", difference.Field);
                json.WriteString("danger", JsonFormat.Word(difference.Danger));
                json.Text("before", difference.Before);
                json.Text("after", difference.After);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("notInFile");
            foreach (var name in draft.NotInFile)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.Texts("over", draft.Over);
            json.WriteStartArray("effects");
            foreach (var effect in draft.Effects)
            {
                json.WriteStartObject();
                json.WriteString("connection", effect.Connection.Name);
                json.WriteBoolean("known", effect.Plans is not null);
                if (effect.Plans is { } plans)
                    SettingsJson.Plans(json, plans);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
