using Microsoft.AspNetCore.Components;
using Muster.Core.Guarding;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Access;

namespace Muster.Server.Guards;

/// <summary>Limits on what plans may take away without a person.</summary>
public sealed partial class GuardRailsPage
{
    private IReadOnlyList<Connection>? _connections;
    private Connection? _connection;
    private GuardReplay? _replay;
    private int _approved;
    private Exception? _failure;
    private bool _isWhole;
    private bool _isPastWanted;
    private bool _isLookingBack;
    private (string?, string?) _asked;
    private int? _rows;

    /// <summary>Name of the connection; the first when it is missing.</summary>
    [SupplyParameterFromQuery(Name = "connection")]
    private string? Chosen { get; set; }

    /// <summary><c>workspace</c> for the ceiling.</summary>
    [SupplyParameterFromQuery(Name = "scope")]
    private string? ScopeName { get; set; }

    /// <summary>How many that would have been held are shown.</summary>
    [SupplyParameterFromQuery(Name = "rows")]
    private int? Rows { get; set; }

    private bool IsMissing => _connection is null && !(ScopeName == "workspace" && _isWhole);

    private SettingScope Scope => _connection is null ? SettingScope.Workspace : SettingScope.Of(_connection.Key);

    private string Lead =>
        _replay is null
            ? T["What a plan may take away without a person."]
            : T.Count(
                _replay.Held,
                "These limits would have held {0} run in the last 90 days.",
                "These limits would have held {0} runs in the last 90 days."
            );

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        var hasOnlyMoved = _connections is not null && _asked == (Chosen, ScopeName) && _rows != Rows;
        (_asked, _rows) = ((Chosen, ScopeName), Rows);
        // Looking back takes seconds, and what came of it is there already.
        return hasOnlyMoved ? Task.CompletedTask : LoadAsync();
    }

    private async Task LoadAsync()
    {
        _failure = null;
        var connections = await Access.ConnectionsAsync();
        // The ceiling is for the whole workspace: whoever has a role for connections sees it where it counts, beside their limits.
        _isWhole = await Access.MayAsync(Right.Read);
        _connection =
            ScopeName == "workspace" && _isWhole
                ? null
                : connections.FirstOrDefault(each =>
                    string.IsNullOrEmpty(Chosen) || string.Equals(each.Name, Chosen, StringComparison.OrdinalIgnoreCase)
                );
        (_connections, _replay, _isPastWanted) = (connections, null, _connection is not null);
    }

    /// <summary>Looking back over all runs of a large workspace takes seconds; the limits are there before.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isPastWanted || _isLookingBack || _connection is not { } connection)
            return;
        _isLookingBack = true;
        try
        {
            var past = await Muster.Database.Guards.RunsAsync(
                connection.Key,
                Clock.GetUtcNow() - SettingsChanges.Lookback,
                CancellationToken.None
            );
            var policies = await Muster.Policies.OfConnectionAsync(connection.Key, CancellationToken.None);
            if (connection == _connection)
                (_replay, _approved, _isPastWanted) = (GuardReplay.Of(past, policies.Guards), past.Count(run => run.Approved), false);
        }
        catch (Exception failure)
        {
            (_failure, _isPastWanted) = (failure, false);
        }
        _isLookingBack = false;
        StateHasChanged();
    }
}
