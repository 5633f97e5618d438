using System.CommandLine;
using Muster.Engine.Auditing;
using Muster.Server;

namespace Muster.Cli.Auditing;

/// <summary>Which audit entries are asked for.</summary>
internal sealed class AuditOptions
{
    private readonly Option<string?> _actor = new("--actor")
    {
        Description = "Only what somebody did whose name contains this",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _action = new("--action")
    {
        Description = "Only this action, such as run.applied, or all that begin alike, such as run.*",
        HelpName = "WORD",
    };
    private readonly Option<string?> _subject = new("--subject")
    {
        Description = "Only what was done to things whose name contains this",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _from = Moments.Option("--from", "Only entries from this time on (see --at of other lists)");
    private readonly Option<string?> _to = Moments.Option("--to", "Only entries up to this time");

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    private Option<string?>[] All => [_actor, _action, _subject, _from, _to];

    /// <summary>What was typed, for the reader of a file.</summary>
    public string Words(Invocation call) =>
        string.Join(' ', All.Where(option => call.Get(option) is not null).Select(option => $"{option.Name} {call.Get(option)}"));

    /// <summary>The filter.</summary>
    /// <exception cref="UserErrorException">A time is none, or they are the wrong way round.</exception>
    public async Task<AuditFilter> ReadAsync(Invocation call, MusterInstance muster, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Actor = call.Get(_actor),
            Action = call.Get(_action),
            Subject = call.Get(_subject),
            From = await Moments.InstantAsync(call, muster, _from, cancellationToken),
            To = await Moments.InstantAsync(call, muster, _to, cancellationToken),
        };
        return filter.From > filter.To
            ? throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--from ({Numbers.Instant(filter.From.Value)}) lies after --to ({Numbers.Instant(filter.To.Value)})."
            )
            : filter;
    }
}
