using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Caching;
using Muster.Server.Plans;
using Muster.Server.Ui;
using Muster.Storage;

namespace Muster.Server.Runs;

/// <summary>The last single changes of work under way, the newest first. Names are asked of the database once for everybody who watches.</summary>
internal sealed class LiveLogs(MusterInstance muster, TimeProvider clock)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>So many are shown.</summary>
    public const int Shown = 20;

    private readonly LatestFew<long, IReadOnlyList<LiveChange>?> _logs = new(16, TimeSpan.FromMinutes(10), clock);

    /// <summary>What was written last, at most <see cref="Shown"/>; nothing before the steps are known, nor while their names cannot be read. Made once a second at most, however many watch.</summary>
    public async Task<IReadOnlyList<LiveChange>> OfAsync(LiveRun run, LiveState state, CancellationToken cancellationToken)
    {
        if (state.Done == 0)
            return [];
        var moment = state.EndedAt is null ? clock.GetUtcNow().ToUnixTimeSeconds() : -1;
        try
        {
            return await _logs.OfAsync(
                    run.Number,
                    moment,
                    async () => run.Steps is { } steps ? await LoadAsync(steps, run.State.Done) : null,
                    cancellationToken
                ) ?? [];
        }
        catch (StorageException)
        {
            // The work itself says what it makes of that.
            return [];
        }
    }

    private async Task<IReadOnlyList<LiveChange>?> LoadAsync(LiveSteps steps, long done)
    {
        var last = Math.Min(done, steps.Count);
        var shown = Enumerable
            .Range(0, (int)Math.Min(Shown, last))
            .Select(back => (Number: last - back, Step: steps[last - back - 1]))
            .ToList();
        var keys = shown.Select(one => one.Step.Group).OfType<int>().Distinct().ToList();
        var users = await muster.Database.Platform.UsersAsync(
            KeySet.Of(shown.Select(one => one.Step.User).OfType<int>()),
            CancellationToken.None
        );
        var groups = await muster.Database.History.GroupsByKeyAsync(keys, steps.Plan.Basis.Revision, CancellationToken.None);
        string User(int key) =>
            users.TryGetValue(key, out var user) ? user.Attributes.DisplayName ?? user.Attributes.UserPrincipalName ?? $"#{key}"
            : steps.Plan.Users.FirstOrDefault(step => step.User == key) is { } coming ? Coming(coming) ?? $"#{key}"
            : $"#{key}";
        string Group(int key) =>
            groups.TryGetValue(key, out var group)
                ? group.Name
                : (steps.Plan.Groups.FirstOrDefault(step => step.Group == key) as GroupStep.Create)?.Name ?? $"#{key}";
        return [.. shown.Select(one => Of(one.Number, one.Step, User, Group))];
    }

    private static LiveChange Of(long number, LiveStep step, Func<int, string> user, Func<int, string> group) =>
        step switch
        {
            LiveStep.Adds(var change, var addition) => new(
                number,
                PlanSign.Addition,
                step.IsOwner
                    ? T["{0}: {1} becomes an owner", group(change.Group), user(addition.User)]
                    : T["{0}: {1} comes in", group(change.Group), user(addition.User)]
            ),
            LiveStep.Removes(var change, var removal) => new(
                number,
                PlanSign.Removal,
                (
                    step.IsOwner
                        ? T["{0}: {1} is no owner any more", group(change.Group), user(removal.User)]
                        : T["{0}: {1} goes out", group(change.Group), user(removal.User)]
                ) + $", {Causes.Words(removal.Cause)}"
            ),
            LiveStep.OfUser(UserStep.Suspend suspend) => new(number, PlanSign.Removal, T["{0} is suspended", user(suspend.User)]),
            LiveStep.OfUser(UserStep.Create or UserStep.CreateLocal) => new(
                number,
                PlanSign.Addition,
                T["{0} gets an account", user(step.User!.Value)]
            ),
            LiveStep.OfUser => new(number, PlanSign.Change, T["The account of {0} changes", user(step.User!.Value)]),
            LiveStep.OfGroup(GroupStep.Create) => new(number, PlanSign.Addition, T["Group {0} is created", group(step.Group!.Value)]),
            LiveStep.OfGroup(GroupStep.Retire) => new(number, PlanSign.Removal, T["Group {0} is retired", group(step.Group!.Value)]),
            LiveStep.OfGroup => new(number, PlanSign.Change, T["Group {0} changes", group(step.Group!.Value)]),
            _ => new(number, PlanSign.Change, T["An exception for {0} in {1} changes", user(step.User!.Value), group(step.Group!.Value)]),
        };

    private static string? Coming(UserStep step) =>
        ((step as UserStep.Create)?.Attributes ?? (step as UserStep.CreateLocal)?.Attributes) is { } attributes
            ? attributes.DisplayName ?? attributes.UserPrincipalName
            : null;
}

/// <summary>One change of work under way.</summary>
/// <param name="Number">Which step it is, from 1.</param>
/// <param name="Sign">What it does.</param>
/// <param name="Text">The same in words.</param>
public sealed record LiveChange(long Number, PlanSign Sign, string Text);
