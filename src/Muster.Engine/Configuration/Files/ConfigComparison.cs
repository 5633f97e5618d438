using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Matching;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Scheduling;
using Muster.Engine.Connections;

namespace Muster.Engine.Configuration.Files;

/// <summary>Holds a file against the workspace: what differs, what would be written, and what in the file does not fit the workspace.</summary>
/// <param name="file">The file.</param>
/// <param name="state">The workspace.</param>
/// <param name="at">The instant of the comparison.</param>
/// <param name="actor">Who asks.</param>
internal sealed class ConfigComparison(ConfigDocument file, ConfigState state, DateTimeOffset at, string actor)
{
    private readonly ConfigCursor _cursor = new();
    private readonly List<ConfigDifference> _differences = [];
    private readonly List<SettingsReplacement> _settings = [];
    private readonly List<RuleReplacement> _rules = [];
    private readonly List<GroupStep> _steps = [];
    private readonly List<MembershipChange> _memberships = [];
    private readonly List<ExceptionStep> _exceptions = [];
    private readonly HashSet<int> _touched = [];
    private ConfigExceptions? _excepted;
    private int _nextGroup;

    /// <summary>Keys of the connections whose next sync may differ.</summary>
    public IReadOnlySet<int> Touched => _touched;

    public ConfigDraft Compare()
    {
        _nextGroup = state.Actual.NextGroupKey;
        var excepted = _excepted = new ConfigExceptions(state, at, actor, _cursor);
        if (file.Workspace is { } workspace)
            Settings(ConfigDifference.Workspace, state.Workspace, workspace, SettingSheet.OfWorkspace);
        if (_settings.Count > 0)
            _touched.UnionWith(state.Connections.Select(connection => connection.Key));
        for (var i = 0; i < file.Connections.Count; i++)
            Connection(file.Connections[i], FormattableString.Invariant($"connections[{i}]"));
        for (var i = 0; i < file.Groups.Count; i++)
            Group(file.Groups[i], FormattableString.Invariant($"groups[{i}]"));
        if (_cursor.Faults.Count > 0)
            throw new ConfigException(_cursor.Faults);
        return new ConfigDraft
        {
            Differences = [.. _differences.OrderByDescending(difference => difference.Danger)],
            NotInFile = [.. NotInFile()],
            Over = excepted.Over,
            Change = new ConfigurationChange(_settings, _rules),
            Plan = new SyncPlan
            {
                Basis = new PlanBasis(
                    state.Actual.Revision,
                    new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0),
                    0
                ),
                Groups = [.. _steps],
                Users = [],
                Memberships =
                [
                    .. _memberships.OrderBy(change => change.Group).ThenBy(change => change.Relation).ThenBy(change => change.Origin),
                ],
                Exceptions =
                [
                    .. _exceptions.Concat(excepted.Steps).DistinctBy(step => step.Exception.Id).OrderBy(step => step.Exception.Id),
                ],
                Problems = [],
            },
        };
    }

    private void Settings(string subject, SettingsVersion stored, IReadOnlyDictionary<string, string> wanted, SettingSheet sheet)
    {
        var differences = sheet.Compare(stored.Values, wanted);
        if (differences.Count == 0)
            return;
        _settings.Add(new SettingsReplacement(stored, wanted));
        Note(subject, differences);
    }

    private void Connection(ConfigConnection wanted, string path)
    {
        if (Find(wanted.Name) is not { } stored)
        {
            _cursor.Fail(
                wanted.Line,
                $"{path}.name",
                wanted.Name,
                "there is no such connection, and a file holds no credential to make one; add it first: muster connection add entra --help"
            );
            return;
        }
        const string elsewhere = "a file does not move a connection; change it with: muster connection update, or leave the field out";
        if (wanted.TenantId is { } tenant && tenant != stored.TenantId)
            _cursor.Fail(wanted.Line, $"{path}.tenantId", tenant, $"here it is '{stored.TenantId}'; {elsewhere}");
        if (wanted.ClientId is { } client && client != stored.ClientId)
            _cursor.Fail(wanted.Line, $"{path}.clientId", client, $"here it is '{stored.ClientId}'; {elsewhere}");
        var before = _differences.Count;
        Ceiling(wanted, stored, path);
        if (PauseEdits.Fault(state.Settings[stored.Key].Values, wanted.Settings, at) is { } fault)
            _cursor.Fail(wanted.Line, $"{path}.settings.{PauseEdits.Until}", null, fault);
        Settings($"connection '{stored.Name}'", state.Settings[stored.Key], wanted.Settings, SettingSheet.OfConnection);
        if (wanted.ImportRule is { } rule && Words(rule) != (stored.ImportRule is { } old ? Words(old) : null))
        {
            _rules.Add(new RuleReplacement(stored.Key, stored.ConfigurationVersion, rule));
            _differences.Add(
                new ConfigDifference(
                    $"connection '{stored.Name}'",
                    "import",
                    Danger.Destructive,
                    stored.ImportRule is { } kept ? Words(kept) : null,
                    Words(rule)
                )
            );
        }
        if (_differences.Count > before)
            _touched.Add(stored.Key);
    }

    private void Ceiling(ConfigConnection wanted, Connection stored, string path)
    {
        var ceiling = Core.Configuration.Settings.OfWorkspace.FromValues(file.Workspace ?? state.Workspace.Values).GuardCeiling;
        var had = state.Settings[stored.Key].Values;
        foreach (var excess in ceiling.Exceeding(Core.Configuration.Settings.OfConnection.FromValues(wanted.Settings).Guards))
        {
            var name = $"guards.{excess.Figure.Path}";
            if (wanted.Settings.TryGetValue(name, out var value) && had.GetValueOrDefault(name) != value)
                _cursor.Fail(wanted.Line, $"{path}.settings.{name}", null, excess.Message.TrimEnd('.'));
        }
    }

    private void Group(ConfigGroup wanted, string path)
    {
        var stored = state.Actual.Groups.FirstOrDefault(group => group.Name == wanted.Name);
        var subject = $"group '{wanted.Name}'";
        var group = stored;
        if (group is null)
        {
            if (GroupName.Fault(wanted.Name) is { } fault)
            {
                _cursor.Fail(wanted.Line, $"{path}.name", wanted.Name, fault.TrimEnd('.'));
                return;
            }
            if (OffConvention(wanted.Name) is { } off)
            {
                _cursor.Fail(wanted.Line, $"{path}.name", wanted.Name, off.Message.TrimEnd('.'));
                return;
            }
            group = new PlatformGroup { Key = _nextGroup++, Name = wanted.Name };
            _steps.Add(new GroupStep.Create(group.Key, wanted.Name, null));
            _differences.Add(new ConfigDifference(subject, "group", Danger.ChangesSync, null, "made"));
        }
        Link(wanted, group, subject, path);
        Exceptions(wanted, group, path);
        var settings = Core.Configuration.Settings.OfGroup.FromValues(wanted.Settings);
        if (settings == group.Settings)
            return;
        _steps.Add(new GroupStep.Configure(group.Key, group.Settings, settings));
        Note(subject, SettingSheet.OfGroup.Compare(Core.Configuration.Settings.OfGroup.ToValues(group.Settings), wanted.Settings));
        if (state.Group(group).Connection is { } name && Find(name) is { } connection)
            _touched.Add(connection.Key);
    }

    private void Exceptions(ConfigGroup wanted, PlatformGroup group, string path)
    {
        if (wanted.Local && group.Link != LinkState.Local && wanted.Exceptions is not { Count: > 0 })
            return;
        var follows =
            !wanted.Local
            && (
                group.Link is LinkState.Linked or LinkState.Paused || _steps.Any(step => step is GroupStep.Link && step.Group == group.Key)
            );
        var connection = Find(wanted.Connection ?? state.Group(group).Connection ?? "");
        IReadOnlyCollection<string> protectedUsers = connection is null
            ? []
            : Core.Configuration.Settings.OfConnection.FromValues(SettingsAfter(connection)).ProtectedUsers;
        var differences = _excepted!.Compare(wanted, group, follows, protectedUsers, path).ToList();
        _differences.AddRange(differences);
        if (differences.Count > 0 && connection is not null)
            _touched.Add(connection.Key);
    }

    private IReadOnlyDictionary<string, string> SettingsAfter(Connection connection) =>
        file.Connections.FirstOrDefault(named => string.Equals(named.Name, connection.Name, StringComparison.OrdinalIgnoreCase))?.Settings
        ?? state.Settings[connection.Key].Values;

    /// <summary>Why a new name does not meet the naming conventions as they are once the file is applied; null when it does.</summary>
    private PlanProblem? OffConvention(string name) =>
        NamingConventions.Fault(
            name,
            Core.Configuration.Settings.OfWorkspace.FromValues(file.Workspace ?? state.Workspace.Values).GroupNamePatterns
        );

    private void Link(ConfigGroup wanted, PlatformGroup group, string subject, string path)
    {
        var now = state.Group(group);
        if (wanted.Local && group.Link != LinkState.Local)
        {
            var unlink = GroupPlans.Unlink(
                new PlanBasis(0, new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0), 0),
                state.Actual,
                group
            );
            _steps.AddRange(unlink.Groups);
            _memberships.AddRange(unlink.Memberships);
            _exceptions.AddRange(unlink.Exceptions);
            _differences.Add(new ConfigDifference(subject, "link", Danger.Destructive, now.Id?.ToString(), "local"));
        }
        if (wanted.Connection is not { } name || wanted.Id is not { } id || now.Id == id)
            return;
        if (Find(name) is not { } connection)
        {
            _cursor.Fail(wanted.Line, $"{path}.link.connection", name, "there is no such connection");
            return;
        }
        if (state.Mirrors[connection.Key].Groups.FirstOrDefault(source => source.Id == id && source.Present) is not { } found)
        {
            _cursor.Fail(
                wanted.Line,
                $"{path}.link.id",
                id.ToString(),
                $"the directory of '{name}', as it was last read, has no such group; read it again with: muster groups discover --connection \"{name}\""
            );
            return;
        }
        if (state.Actual.Groups.FirstOrDefault(other => other.Key != group.Key && other.DirectoryKey == found.Key) is { } owner)
        {
            _cursor.Fail(
                wanted.Line,
                $"{path}.link.id",
                id.ToString(),
                $"it feeds '{owner.Name}' already, and one directory group feeds one group; if that group was renamed, write its new name here, otherwise unlink or retire it first"
            );
            return;
        }
        _steps.Add(new GroupStep.Link(group.Key, found.Key, id, LinkCause.Picked));
        _touched.Add(connection.Key);
        _differences.Add(
            new ConfigDifference(
                subject,
                "link",
                now.Id is null ? Danger.ChangesSync : Danger.Destructive,
                now.Id?.ToString(),
                $"{id} ('{found.Name}')"
            )
        );
    }

    private IEnumerable<string> NotInFile()
    {
        var connections = file.Connections.Select(connection => connection.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var connection in state.Connections.Where(connection => !connections.Contains(connection.Name)))
            yield return $"connection '{connection.Name}'";
        var groups = file.Groups.Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in state.Actual.Groups.Where(group => !groups.Contains(group.Name)))
            yield return $"group '{group.Name}'";
    }

    private Connection? Find(string name) =>
        state.Connections.FirstOrDefault(connection => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase));

    private void Note(string subject, IEnumerable<SettingDifference> differences) =>
        _differences.AddRange(
            differences.Select(difference => new ConfigDifference(
                subject,
                difference.Path,
                difference.Danger,
                difference.Before,
                difference.After
            ))
        );

    private static string Words(ImportRule rule) => ConfigText.Of(rule);
}

/// <summary>Nodes on one line, for comparing and for messages.</summary>
public static class ConfigText
{
    /// <summary>An import rule as one line, in the words of the configuration file.</summary>
    public static string Of(ImportRule rule) => Of(ConfigRule.Write(rule));

    /// <summary>The node as one line.</summary>
    public static string Of(ConfigNode node) =>
        node switch
        {
            ConfigNode.Text text => text.Value,
            ConfigNode.List list => string.Join(", ", list.Items.Select(Of)),
            ConfigNode.Map map => string.Join("; ", map.Entries.Select(entry => $"{entry.Name}: {Of(entry.Value)}")),
            _ => "",
        };
}
