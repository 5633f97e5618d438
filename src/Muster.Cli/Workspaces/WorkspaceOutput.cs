using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Workspaces;

namespace Muster.Cli.Workspaces;

/// <summary>A workspace with how much it holds and may hold.</summary>
internal sealed record SizedWorkspace(Workspace Workspace, WorkspaceLimits Limits, WorkspaceUse Use)
{
    /// <summary>Looks it up.</summary>
    public static async Task<SizedWorkspace> OfAsync(IWorkspaceStore store, Workspace workspace, CancellationToken cancellationToken)
    {
        var (limits, use) = await store.SizeAsync(workspace.Number, cancellationToken);
        return new(workspace, limits, use);
    }
}

/// <summary>A workspace as text and as JSON.</summary>
internal static class WorkspaceOutput
{
    public static void Write(Utf8JsonWriter json, SizedWorkspace shown)
    {
        json.WriteStartObject();
        json.WriteNumber("number", shown.Workspace.Number);
        json.WriteString("name", shown.Workspace.Name);
        json.WriteNumber("users", shown.Use.Users);
        json.WriteNumber("groups", shown.Use.Groups);
        json.WriteNumber("memberships", shown.Use.Memberships);
        json.WriteNumber("connections", shown.Use.Connections);
        json.WriteStartObject("limits");
        json.Number("users", shown.Limits.Users);
        json.Number("groups", shown.Limits.Groups);
        json.Number("memberships", shown.Limits.Memberships);
        json.Number("connections", shown.Limits.Connections);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Print(Terminal terminal, SizedWorkspace shown)
    {
        var table = Tables.New(shown.Workspace.Name, "#Now", "#At most");
        table.Add(Tables.Text("Active users"), Tables.Number(shown.Use.Users), Limit(shown.Limits.Users));
        table.Add(Tables.Text("Groups"), Tables.Number(shown.Use.Groups), Limit(shown.Limits.Groups));
        table.Add(Tables.Text("Memberships"), Tables.Number(shown.Use.Memberships), Limit(shown.Limits.Memberships));
        table.Add(Tables.Text("Connections"), Tables.Number(shown.Use.Connections), Limit(shown.Limits.Connections));
        terminal.Out.Write(table);
    }

    private static Spectre.Console.Rendering.IRenderable Limit(long? limit) =>
        limit is { } most ? Tables.Number(most) : Tables.Text("no limit");
}
