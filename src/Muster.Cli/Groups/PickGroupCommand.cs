using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Spectre.Console;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups pick</c></summary>
internal sealed class PickGroupCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the group, exactly" };
    private readonly Option<string?> _to = new("--to")
    {
        Description = "Number from the list, or object id of the directory group",
        HelpName = "NUMBER|OBJECT_ID",
    };
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly LinkOptions _options = new();

    public static Command Create(Cli cli)
    {
        var options = new PickGroupCommand();
        var command = new Command("pick", "List the directory groups a group may mean, numbered, and link the one you pick")
        {
            options._name,
            options._to,
            options._connection,
        }.WithExamples("muster groups pick \"Project Phoenix\"", "muster groups pick \"Project Phoenix\" --to 2 --yes");
        options._options.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        _options.Check(call);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        LinkCandidates? found;
        using (var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock))
            found = await muster.Links.CandidatesAsync(
                connection,
                call.Get(_name),
                new ReadingProgress(observer.Reading),
                cancellationToken
            );
        if (found is null)
            throw new UserErrorException(
                ExitCodes.NotFound,
                $"There is no group called '{call.Get(_name)}'. Names count exactly, case and spaces included; list them with: muster groups list."
            );
        if (call.Get(_to) is not { } to)
        {
            Show(call, found);
            // Who sits at a terminal answers there; anybody else says it with --to.
            if (found.Candidates.Count == 0 || !call.Terminal.CanAsk)
                return ExitCodes.Fine;
            var question = $"Which one is '{found.Group.Name}'?";
            if (await call.Terminal.AskNumberAsync(question, found.Candidates.Count, cancellationToken) is not { } number)
            {
                call.Terminal.Note($"[grey]Nothing was linked.[/]");
                return ExitCodes.Fine;
            }
            to = number.ToString(CultureInfo.InvariantCulture);
        }
        var relink = found.Group.DirectoryKey is not null;
        var request = new LinkRequest(found.Group.Name, Chosen(to, found), relink, call.Actor);
        return await _options.LinkAsync(call, muster, connection, request, cancellationToken);
    }

    private static ObjectId Chosen(string to, LinkCandidates found)
    {
        if (ObjectId.TryParse(to, out var id))
            return id;
        if (!int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--to is '{to}', which is neither a number from the list nor an object id (a GUID)."
            );
        return number >= 1 && number <= found.Candidates.Count
            ? found.Candidates[number - 1].Found.Source.Id
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--to is {number}, but the list has {Numbers.Of(found.Candidates.Count, "candidate")}. See them with: muster groups pick \"{found.Group.Name}\""
            );
    }

    private static void Show(Invocation call, LinkCandidates found)
    {
        if (call.Terminal.Json)
        {
            var number = 0;
            foreach (var candidate in found.Candidates)
            {
                number++;
                call.Terminal.WriteJson(json => Write(json, number, candidate));
            }
            return;
        }
        if (found.Candidates.Count == 0)
        {
            call.Terminal.Say(
                $"No directory group is called '{found.Group.Name}', and none nearly so. Look for it with: muster groups discover --search TEXT"
            );
            return;
        }
        var table = Tables.New("#No", "Directory group", "Description", "Mail", "#Members", "Kind", "State", "Object id");
        table.Columns[^1].NoWrap();
        for (var i = 0; i < found.Candidates.Count; i++)
        {
            var (group, difference) = found.Candidates[i];
            var facts = group.Source.Facts;
            table.Add(
                Tables.Number(i + 1),
                Tables.Text(group.Source.Name),
                Tables.Text(difference ?? facts.Description),
                Tables.Text(facts.Mail),
                Tables.Number(group.Source.Members.Count),
                Tables.Text(
                    string.Join(
                        ", ",
                        new[] { JsonFormat.Word(facts.Kind) }.Concat(GroupLabels.Of(facts)).Distinct(StringComparer.OrdinalIgnoreCase)
                    )
                ),
                new Text(group.State == DiscoveryState.Linked ? "linked already" : "free"),
                new Text(group.Source.Id.ToString(), new Style(Color.Grey))
            );
        }
        call.Terminal.Out.Write(table);
        if (!call.Terminal.CanAsk)
            call.Terminal.Note($"[grey]Pick one: muster groups pick \"{found.Group.Name}\" --to NUMBER[/]");
    }

    private static void Write(Utf8JsonWriter json, int number, LinkCandidate candidate)
    {
        var source = candidate.Found.Source;
        json.WriteStartObject();
        json.WriteNumber("number", number);
        json.WriteString("id", source.Id.ToString());
        json.Text("displayName", source.Facts.DisplayName);
        json.Text("description", source.Facts.Description);
        json.Text("mail", source.Facts.Mail);
        json.WriteNumber("members", source.Members.Count);
        json.WriteString("kind", JsonFormat.Word(source.Facts.Kind));
        json.Texts("labels", GroupLabels.Of(source.Facts));
        json.WriteString("state", JsonFormat.Word(candidate.Found.State));
        json.Text("difference", candidate.Difference);
        json.WriteEndObject();
    }
}
