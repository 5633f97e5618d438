using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Rows of devices, service principals and contacts in lists of mixed types.</summary>
internal sealed class OtherRows
{
    private static readonly ObjectKind[] Kinds = [ObjectKind.Device, ObjectKind.ServicePrincipal, ObjectKind.OrgContact];
    private readonly Dictionary<ObjectKind, (Selection Selection, bool IsReadable)> _byKind;

    private OtherRows(Tenant tenant, GraphRequest request) =>
        _byKind = Kinds.ToDictionary(
            kind => kind,
            kind =>
                (
                    Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select, strict: false),
                    Permissions.ToRead(kind).IsIn(request.Roles)
                )
        );

    public static OtherRows Parse(Tenant tenant, GraphRequest request) => new(tenant, request);

    public void Write(Utf8JsonWriter writer, OtherObject row)
    {
        var (selection, isReadable) = _byKind[row.Kind];
        ObjectJson.WriteRow(writer, row, selection, isReadable);
    }
}
