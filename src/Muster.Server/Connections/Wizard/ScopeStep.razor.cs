using Microsoft.AspNetCore.Components;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Groups;
using Muster.Server.Importing;
using Muster.Server.Runs;

namespace Muster.Server.Connections.Wizard;

/// <summary>Which people and which groups. Keeping the choice of people stores the rule and imports nobody; groups are created empty by a button that says so.</summary>
public sealed partial class ScopeStep
{
    private RuleChoice? _choice;
    private RuleChooser? _chooser;
    private PolicyForm? _policy;
    private WizardStanding? _standing;
    private KnownDirectory? _known;
    private GroupsOutcome? _outcome;
    private IReadOnlyList<(string Name, string Holder)> _claimed = [];
    private Exception? _failure;
    private string? _refused;
    private string? _kept;
    private long? _work;
    private CreateByName? _byName;
    private bool _isBusy;
    private bool _isLoaded;

    [Inject]
    private MusterInstance Muster { get; set; } = null!;

    [Inject]
    private KnownDirectories Directories { get; set; } = null!;

    [Inject]
    private CircuitAccess Access { get; set; } = null!;

    [Inject]
    private LiveRuns Live { get; set; } = null!;

    /// <summary>The connection.</summary>
    [Parameter, EditorRequired]
    public Connection Connection { get; set; } = null!;

    /// <summary>What is kept of the wizard; the choice of people is remembered in it.</summary>
    [Parameter, EditorRequired]
    public ConnectionDraft Draft { get; set; } = null!;

    /// <summary>How groups are chosen: <c>name</c>, <c>rule</c>, or from the list.</summary>
    [Parameter]
    public string? Ways { get; set; }

    /// <summary>Part of the name of a directory group.</summary>
    [Parameter]
    public string? Search { get; set; }

    /// <summary>Kind of directory group.</summary>
    [Parameter]
    public string? Kind { get; set; }

    /// <summary>How it stands.</summary>
    [Parameter]
    public string? State { get; set; }

    /// <summary>Rows shown.</summary>
    [Parameter]
    public int Rows { get; set; }

    /// <summary>Told when something was typed or chosen.</summary>
    [Parameter]
    public EventCallback OnTyped { get; set; }

    /// <summary>Told when something was stored.</summary>
    [Parameter]
    public EventCallback OnStored { get; set; }

    /// <summary>Choices and settings that are typed and not kept.</summary>
    public int Unsaved => (Draft.Rule is null ? 0 : 1) + (_policy?.Unsaved ?? 0);

    /// <summary>Puts back what is stored.</summary>
    public async Task PutBackAsync()
    {
        (Draft.Rule, _choice) = (null, await RuleChoice.OfAsync(Muster, Connection, CancellationToken.None));
        if (_policy is { } policy)
            await policy.PutBackAsync();
        await OnTyped.InvokeAsync();
    }

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _failure = null;
            if (await RuleSampler.IsReadAsync(Muster, Connection, CancellationToken.None))
            {
                _known = await Directories.OfAsync(Connection, CancellationToken.None);
                _standing = await WizardStanding.LoadAsync(Muster, Connection, CancellationToken.None);
                _claimed = await ClaimedAsync(_known);
                _choice ??= Draft.Rule is { } rule
                    ? await RuleChoice.OfAsync(Muster, Connection, rule, CancellationToken.None)
                    : await RuleChoice.OfAsync(Muster, Connection, CancellationToken.None);
            }
            _isLoaded = true;
        }
        catch (Exception failure)
        {
            (_failure, _isLoaded) = (failure, true);
        }
    }

    /// <summary>Groups of the directory, by object id or exact name, that a group here is which follows the directory of another connection.</summary>
    private async Task<IReadOnlyList<(string Name, string Holder)>> ClaimedAsync(KnownDirectory known)
    {
        var names = (await Muster.Connections.ListAsync(CancellationToken.None)).ToDictionary(each => each.Key, each => each.Name);
        if (names.Count < 2)
            return [];
        var here = known
            .Discovery.All(DirectoryGroupFilter.All)
            .Where(found => found.Group is { Link: not (LinkState.Local or LinkState.Retired) })
            .ToList();
        var placed = await Muster.Database.Whereabouts.OfGroupsAsync([.. here.Select(found => found.Group!.Key)], CancellationToken.None);
        return
        [
            .. here.Where(found => placed.TryGetValue(found.Group!.Key, out var key) && key != Connection.Key && names.ContainsKey(key))
                .Select(found => (found.Source.Name, names[placed[found.Group!.Key]])),
        ];
    }

    private Task ChosenAsync()
    {
        (Draft.Rule, _kept) = (_choice!.Draft(), null);
        return OnTyped.InvokeAsync();
    }

    private Task SettingsAsync(IReadOnlyDictionary<string, string> typed)
    {
        foreach (var path in PolicyLists.CreatedByName)
            Draft.Settings.Remove(path);
        foreach (var (path, text) in typed)
            Draft.Settings[path] = text;
        return OnTyped.InvokeAsync();
    }

    private async Task KeepAsync()
    {
        if (_chooser!.Take() is not { } rule)
            return;
        _isBusy = true;
        try
        {
            (_failure, _kept) = (null, null);
            var caller = await Access.DemandAsync(Right.Configure, Connection.Key);
            await Muster.KeepImportRuleAsync(Connection, rule, caller.Name, CancellationToken.None);
            Draft.Rule = null;
            await OnTyped.InvokeAsync();
            await OnStored.InvokeAsync();
            _kept = _chooser.Sample is { } sample
                ? T.Count(
                    sample.Enabled,
                    "Kept. {0} person of the directory fits now; the first plan imports them once you apply it.",
                    "Kept. {0} people of the directory fit now; the first plan imports them once you apply it."
                )
                : T["Kept. The first plan reads what the rule names, and imports them once you apply it."];
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        _isBusy = false;
    }

    private Task ReadAsync() =>
        StartAsync(
            T["Reading the groups of {0}", Connection.Name],
            async (_, observer, cancel) =>
            {
                await Muster.Groups.DiscoverAsync(Connection, DirectoryGroupFilter.All, new DirectoryProgress(observer), cancel);
                return null;
            }
        );

    private Task CreateManyAsync(IReadOnlyCollection<string> names) =>
        StartAsync(
            T["Creating groups from {0}", Connection.Name],
            (actor, observer, cancel) =>
                Muster.Groups.CreateFromDirectoryAsync(
                    Connection,
                    names,
                    DirectoryGroupFilter.All,
                    actor,
                    false,
                    new DirectoryProgress(observer),
                    cancel
                )!
        );

    private Task CreateAsync(NewGroupWish wish) =>
        StartAsync(
            T["Creating {0}", wish.Name],
            (actor, observer, cancel) => GroupWish.CreateAsync(Muster, Connection, wish, actor, new DirectoryProgress(observer), cancel)
        );

    private async Task StartAsync(string what, Func<string, IRunObserver, CancellationToken, Task<GroupsOutcome?>> act)
    {
        (_outcome, _refused, _failure) = (null, null, null);
        try
        {
            var caller = await Access.DemandAsync(Right.Operate, Connection.Key);
            var back = WizardSteps.Address(Connection.Name, WizardSteps.Scope);
            _work = Live.Start(
                what,
                caller.Name,
                Connection.Key,
                async (work, cancel) =>
                {
                    work.Phase(RunPhase.Read);
                    _outcome = await act(caller.Name, work, cancel);
                    if (_outcome?.Run is { } made)
                        work.Came(made);
                    return back;
                }
            ).Number;
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task EndedAsync(string? failure)
    {
        (_work, _refused) = (null, failure);
        await LoadAsync();
        if (_byName is not null && _outcome is { Run.Outcome: RunOutcome.Applied })
            await _byName.ClearAsync();
        await OnStored.InvokeAsync();
    }

    private string Tab(string? way) => WizardSteps.Address(Connection.Name, WizardSteps.Scope) + (way is null ? "" : $"&groups={way}");
}
