using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Engine.Explaining;
using Muster.Server;

namespace Muster.Cli.Explaining;

/// <summary><c>muster explain</c></summary>
internal static class ExplainCommand
{
    public static Command Create(Cli cli)
    {
        var user = new Argument<string?>("USER")
        {
            Description = "UPN, mail address, exact display name or object id",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var group = new Argument<string?>("GROUP")
        {
            Description = "Name of the group, exactly; without it all groups of the person are explained",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<string?>("--group") { Description = "Explain all members and owners of this group", HelpName = "NAME" };
        var at = Moments.Option();
        var pages = PageOptions.Upwards();
        var command = new Command("explain", "Say why somebody is in a group, by every path, or why not")
        {
            user,
            group,
            all,
            at,
        }.WithExamples(
            "muster explain ada@contoso.com \"IT Support\"",
            "muster explain ada@contoso.com \"IT Support\" --at 2026-01-31 --json",
            "muster explain ada@contoso.com",
            "muster explain --group \"IT Support\" --limit 0"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var (who, where, whole) = (call.GetOrNone(user), call.GetOrNone(group), call.Get(all));
                if ((who is null) == (whole is null))
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        "Name a person, a person and a group, or a group with --group NAME. See: muster explain --help"
                    );
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var moment = await Moments.FindAsync(call, muster, at, cancellationToken);
                if (where is not null)
                    await OneAsync(call, muster, who!, where, moment, cancellationToken);
                else
                    await ExplainedList.ShowAsync(call, muster, who, whole, moment, page, cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static async Task OneAsync(
        Invocation call,
        MusterInstance muster,
        string who,
        string where,
        Moment moment,
        CancellationToken cancellationToken
    )
    {
        var group = await GroupLookup.FindAsync(muster, where, moment.Revision, cancellationToken);
        var asked = await AskedPerson.FindAsync(muster, who, group, moment.Revision, cancellationToken);
        var explanation = await muster.Explainer.ExplainAsync(
            new MembershipAsked(asked.Connection, asked.User, asked.Person, asked.WasUser, group, moment.Revision, moment.At),
            cancellationToken
        );
        if (call.Terminal.Json)
        {
            var told = await moment.OfGroupAsync(muster, group.Key, cancellationToken);
            call.Terminal.WriteJson(json => ExplanationJson.Write(json, explanation, told));
        }
        else
            new ExplanationPrinter(call.Terminal, explanation).Print();
    }
}
