using System.CommandLine;
using System.Globalization;
using Muster.Cli.Groups;
using Muster.Cli.Terminals;
using Muster.Cli.Users;
using Muster.Core.Platform;
using Spectre.Console;

namespace Muster.Cli.Exceptions;

/// <summary><c>muster exceptions list</c></summary>
internal sealed class ListExceptionsCommand
{
    private readonly Option<string?> _group = new("--group") { Description = "Only those of this group", HelpName = "NAME" };
    private readonly Option<string?> _user = new("--user") { Description = "Only those of this person", HelpName = "USER" };
    private readonly Option<string?> _ending = new("--ending")
    {
        Description = "Only those that end within this time, such as 14d, 12h or 2w",
        HelpName = "SPAN",
    };
    private readonly Option<string?> _at = Moments.Option();
    private readonly PageOptions _pages = PageOptions.Upwards();

    public static Command Create(Cli cli)
    {
        var options = new ListExceptionsCommand();
        var command = new Command("list", "List the exceptions that stand, or stood, those that end first on top")
        {
            options._group,
            options._user,
            options._ending,
            options._at,
        }.WithExamples("muster exceptions list --ending 14d", "muster exceptions list --group Finance --at 2026-01-31 --json");
        options._pages.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        TimeSpan? ending = call.Get(_ending) is { } span ? EndDates.Span("--ending", span) : null;
        var page = _pages.Read(call);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var moment = await Moments.FindAsync(call, muster, _at, cancellationToken);
        var (revision, at) = (moment.Revision, moment.At ?? call.Clock.GetUtcNow());
        var before = at + ending;
        var group = call.Get(_group) is { } name ? await GroupLookup.FindAsync(muster, name, revision, cancellationToken) : null;
        var user = call.Get(_user) is { } who ? await UserCommands.FindAsync(muster, who, revision, cancellationToken) : null;
        var found = (await muster.Database.Exceptions.AtAsync(revision, cancellationToken))
            .Where(exception => group is null || exception.Group == group.Key)
            .Where(exception => user is null || exception.User == user.Key)
            .Where(exception => before is null || exception.Until <= before)
            .OrderBy(exception => exception.Until ?? DateTimeOffset.MaxValue)
            .ThenBy(exception => exception.Id)
            .ToList();
        var names = await ExceptionNames.LoadAsync(muster, found, revision, cancellationToken);
        var table = Tables.New("#Id", "Person", "Group", "Does", "Until", "State", "By", "Reason");
        var shown = await Listing.WorkedOutAsync(
            call,
            page,
            found.ToAsyncEnumerable(),
            exception => exception.Id.ToString(CultureInfo.InvariantCulture),
            (json, exception) => names.Write(json, exception, names.State(exception, at)),
            exception => Add(table, exception, names, at),
            cancellationToken
        );
        var filtered = group is not null || user is not null || before is not null;
        Listing.End(call, table, shown, "exception", filtered ? "Nothing fits." : "Make one: muster exceptions add --help");
        return ExitCodes.Fine;
    }

    private static void Add(Table table, MembershipException exception, ExceptionNames names, DateTimeOffset at) =>
        table.Add(
            Tables.Number(exception.Id),
            Tables.Text(names.User(exception)),
            Tables.Text(names.Group(exception)),
            new Text(JsonFormat.Word(exception.Kind) + (exception.Relation == MembershipRelation.Owner ? " (owner)" : "")),
            new Text(exception.Until is { } until ? Numbers.Instant(until) : "no end"),
            new Text(names.State(exception, at)),
            Tables.Text(exception.Author),
            Tables.Text(exception.Reason)
        );
}
