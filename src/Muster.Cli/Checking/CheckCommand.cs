using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Cli.Plans;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Cli.Users;
using Muster.Engine.Connections;
using Muster.Server;
using Muster.Server.Checking;
using Muster.Server.Ui;

namespace Muster.Cli.Checking;

/// <summary><c>muster check</c></summary>
internal sealed class CheckCommand
{
    private readonly Argument<string?> _user = new("USER")
    {
        Description = "UPN, mail address or object id of a directory user",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _group = new("--group") { Description = "Check this group instead of a person", HelpName = "NAME" };
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<bool> _asLastRead = new("--as-last-read")
    {
        Description = "Do not ask the directory; what was read last counts",
    };
    private readonly Option<bool> _raw = new("--raw") { Description = "Show what the directory answered and what is stored, as it is" };
    private readonly Option<bool> _plan = new("--plan") { Description = "Read the directory, and make and store a plan of just this" };
    private readonly Option<bool> _detailed = new("--detailed-exitcode") { Description = "Exit with 2 when something differs" };

    public static Command Create(Cli cli)
    {
        var options = new CheckCommand();
        var command = new Command("check", "Follow one person or group from the directory to here, and say what a sync would do about it")
        {
            options._user,
            options._group,
            options._connection,
            options._asLastRead,
            options._raw,
            options._plan,
            options._detailed,
        }.WithExamples(
            "muster check ada@contoso.com",
            "muster check --group \"IT Support\" --raw",
            "muster check ada@contoso.com --plan",
            "muster check ada@contoso.com --as-last-read --json"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var (who, group) = (call.GetOrNone(_user), call.Get(_group));
        if ((who is null) == (group is null))
            throw new UserErrorException(ExitCodes.WrongUsage, "Name a person, or a group with --group NAME. See: muster check --help");
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var trace = who is not null
            ? await OfPersonAsync(
                call,
                muster,
                await muster.ConnectionAsync(call.Get(_connection), cancellationToken),
                who,
                cancellationToken
            )
            : await OfGroupAsync(call, muster, group!, cancellationToken);
        var planning = call.Get(_plan) ? trace.Just : null;
        if (!call.Terminal.Json)
            Print(call.Terminal, trace, call.Get(_raw));
        else if (planning is null)
            WriteJson(call.Terminal, who, group, trace);
        if (planning is not null)
        {
            using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
            var (planned, stored) = await muster.Syncs.MakePlanAsync(planning, observer, cancellationToken);
            observer.Dispose();
            await PlanCommand.ShowAsync(call.Terminal, muster, planned, stored, true, $"muster plan show {stored.Id}", cancellationToken);
        }
        else if (trace.Just is not null)
            call.Terminal.Note($"[grey]Nothing was changed. For a plan of just this: muster check {Asked(who, group)} --plan[/]");
        return call.Get(_detailed) && trace.Just is not null ? ExitCodes.DifferencesExist : ExitCodes.Fine;
    }

    private async Task<CheckTrace> OfPersonAsync(
        Invocation call,
        MusterInstance muster,
        Connection connection,
        string who,
        CancellationToken cancellationToken
    )
    {
        var account = await DirectoryUserLookup.FindAsync(who, muster, connection, present: false, cancellationToken);
        return await new PersonCheck(muster, connection, Texts.English).TraceAsync(
            account,
            call.Actor,
            !call.Get(_asLastRead),
            cancellationToken
        );
    }

    private async Task<CheckTrace> OfGroupAsync(Invocation call, MusterInstance muster, string name, CancellationToken cancellationToken)
    {
        var only = call.Get(_connection) is { } asked ? await muster.ConnectionAsync(asked, cancellationToken) : null;
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var row = await GroupLookup.FindAsync(muster, name, revision, cancellationToken);
        if (only is not null && (await muster.WithinAsync([only.Key], [row.Key], cancellationToken)).Count == 0)
            throw new UserErrorException(ExitCodes.NotFound, $"The group '{row.Name}' follows no group of the directory '{only.Name}'.");
        var read = !call.Get(_asLastRead);
        return await new GroupCheck(muster, row, Texts.English).TraceAsync(call.Actor, _ => Task.FromResult(read), cancellationToken);
    }

    private static string Asked(string? who, string? group) => who ?? $"--group \"{group}\"";

    private static void Print(Terminal terminal, CheckTrace trace, bool raw)
    {
        foreach (var step in trace.Steps)
        {
            terminal.Say($"[bold]{step.Title}[/]: {step.Word}. {step.Sentence}");
            foreach (var line in step.Evidence)
                terminal.Say($"  [grey]{line}[/]");
            foreach (var evidence in raw ? step.Raw : [])
            {
                terminal.Say($"  {evidence.Title}");
                foreach (var line in evidence.Text.Split('\n'))
                    terminal.Say($"    [grey]{line}[/]");
            }
        }
    }

    private static void WriteJson(Terminal terminal, string? who, string? group, CheckTrace trace) =>
        terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.Text("user", who);
            json.Text("group", group);
            json.WriteBoolean("differs", trace.Just is not null);
            json.WriteStartArray("steps");
            foreach (var step in trace.Steps)
            {
                json.WriteStartObject();
                json.WriteString("title", step.Title);
                json.WriteString("health", JsonFormat.Word(Server.Api.Healths.Of(step.Kind)));
                json.WriteString("word", step.Word);
                json.WriteString("sentence", step.Sentence);
                json.WriteStartArray("evidence");
                foreach (var line in step.Evidence)
                    json.WriteStringValue(line);
                json.WriteEndArray();
                json.WriteStartArray("raw");
                foreach (var evidence in step.Raw)
                {
                    json.WriteStartObject();
                    json.WriteString("title", evidence.Title);
                    json.WriteString("text", evidence.Text);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
