using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Muster.Server.Wording;
using Muster.Server;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups link|relink</c></summary>
internal sealed class LinkGroupCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the group, exactly" };
    private readonly Option<string> _to = new("--to")
    {
        Description = "Object id of the directory group",
        Required = true,
        HelpName = "OBJECT_ID",
    };
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly LinkOptions _options = new();
    private readonly bool _relink;

    private LinkGroupCommand(bool relink) => _relink = relink;

    public static Command Link(Cli cli) =>
        new LinkGroupCommand(relink: false)
            .Build(cli, "link", "Pin a group to the directory group you pick by object id")
            .WithExamples(
                "muster groups link \"Project Phoenix\" --to 4c1d2b7e-0f65-4f7b-9a55-5b7f2f0b6f11 --dry-run",
                "muster groups link \"Project Phoenix\" --to 4c1d2b7e-0f65-4f7b-9a55-5b7f2f0b6f11 --local keep --yes"
            );

    public static Command Relink(Cli cli) =>
        new LinkGroupCommand(relink: true)
            .Build(cli, "relink", "Pin a group to another directory group, for instance after the old one was deleted")
            .WithExamples(
                "muster groups relink \"Project Phoenix\" --to 4c1d2b7e-0f65-4f7b-9a55-5b7f2f0b6f11 --yes",
                "muster groups relink \"Project Phoenix\" --to 4c1d2b7e-0f65-4f7b-9a55-5b7f2f0b6f11 --dry-run --json"
            );

    private Command Build(Cli cli, string verb, string description)
    {
        var command = new Command(verb, description) { _name, _to, _connection };
        _options.AddTo(command);
        cli.Handle(command, RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (!ObjectId.TryParse(call.Get(_to), out var id))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--to is '{call.Get(_to)}', which is not an object id (a GUID). List them with: muster groups discover"
            );
        _options.Check(call);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        var request = new LinkRequest(call.Get(_name), id, _relink, call.Actor);
        return await _options.LinkAsync(call, muster, connection, request, cancellationToken);
    }
}

/// <summary>What <c>link</c>, <c>relink</c> and <c>pick</c> have in common: both sides are shown, and what was given here is asked about.</summary>
internal sealed class LinkOptions
{
    private readonly Option<string?> _local = new("--local")
    {
        Description =
            "What becomes of members given here: keep (they stay beside the directory's) or replace (they end with the next sync)",
        HelpName = "keep|replace",
    };
    private readonly Consent _consent = new();

    public void AddTo(Command command)
    {
        command.Add(_local);
        _consent.AddTo(command);
    }

    /// <exception cref="UserErrorException">A value is none.</exception>
    public void Check(Invocation call) => _ = Local(call);

    public async Task<int> LinkAsync(
        Invocation call,
        MusterInstance muster,
        Engine.Connections.Connection connection,
        LinkRequest request,
        CancellationToken cancellationToken
    )
    {
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
        LinkPreview? shown = null;
        var outcome = await muster.Links.LinkAsync(
            connection,
            request,
            (preview, cancelled) =>
            {
                observer.Dispose();
                shown = preview;
                LinkPreviewPrinter.Print(call.Terminal, preview);
                return DecideAsync(call, preview, request, cancelled);
            },
            new ReadingProgress(observer.Reading),
            cancellationToken
        );
        observer.Dispose();
        if (call.Terminal.Json && _consent.LooksOnly(call) && shown is not null)
        {
            call.Terminal.WriteJson(json => LinkPreviewPrinter.Write(json, shown));
            return ExitCodes.Fine;
        }
        return GroupsReport.Conclude(call.Terminal, outcome, "Next: muster sync");
    }

    private async Task<LinkDecision?> DecideAsync(
        Invocation call,
        LinkPreview preview,
        LinkRequest request,
        CancellationToken cancellationToken
    )
    {
        var local = Local(call) ?? preview.Group.Settings.LocalMembers;
        var open = preview.Comparison.AsksAboutLocal && local is null;
        // Whoever answers what becomes of the members given here has agreed to the link.
        if (open && call.Terminal.CanAsk && !_consent.LooksOnly(call) && !_consent.Given(call))
            return await AskAboutLocalAsync(call, preview, cancellationToken);
        var question = $"Let '{SafeText.Of(preview.Group.Name)}' follow this directory group from the next sync on?";
        var command = $"muster groups {(request.Relink ? "relink" : "link")} \"{preview.Group.Name}\" --to {request.To}";
        if (!await _consent.GivenAsync(call, question, command, cancellationToken))
            return new LinkDecision(local, DryRun: true);
        // Nothing is lost by going on: the guard rail asks before the directory takes over.
        if (open)
            call.Terminal.Note(
                $"[yellow]![/] {Numbers.Of(Given(preview), "membership")} of '{preview.Group.Name}' were given here; the next sync is held until a person agrees that they end. To keep them: muster groups set \"{preview.Group.Name}\" --local-members keep"
            );
        return new LinkDecision(local, DryRun: false);
    }

    private static async Task<LinkDecision?> AskAboutLocalAsync(Invocation call, LinkPreview preview, CancellationToken cancellationToken)
    {
        var keep = await call.Terminal.AskAsync(
            $"Keep the {Given(preview)} memberships that were given here, beside the directory's?",
            cancellationToken
        );
        if (keep)
            return new LinkDecision(LocalMembersPolicy.Keep, DryRun: false);
        return await call.Terminal.AskAsync("Let the directory replace them with the next sync?", cancellationToken)
            ? new LinkDecision(LocalMembersPolicy.Replace, DryRun: false)
            : null;
    }

    private static int Given(LinkPreview preview) => preview.Comparison.Members.Local.Count + preview.Comparison.Owners.Local.Count;

    private LocalMembersPolicy? Local(Invocation call) =>
        call.Get(_local) switch
        {
            null => null,
            "keep" => LocalMembersPolicy.Keep,
            "replace" => LocalMembersPolicy.Replace,
            var other => throw new UserErrorException(ExitCodes.WrongUsage, $"--local is '{other}', but takes keep or replace."),
        };
}
