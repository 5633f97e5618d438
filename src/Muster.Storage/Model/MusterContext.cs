using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Muster.Storage.Sql;

namespace Muster.Storage.Model;

/// <summary>The model behind migrations and lists. A sync does not touch it: building it costs more than a small sync.</summary>
/// <param name="options">Of the database.</param>
/// <param name="workspace">Number of the workspace that lists are about.</param>
internal class MusterContext(DbContextOptions options, int workspace) : DbContext(options)
{
    /// <summary>Number of the workspace that lists are about; each of them names it.</summary>
    public int Workspace => workspace;

    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    public DbSet<AppUserRow> Users => Set<AppUserRow>();

    public DbSet<AppUserVersionRow> UserVersions => Set<AppUserVersionRow>();

    public DbSet<AppGroupRow> Groups => Set<AppGroupRow>();

    public DbSet<AppGroupVersionRow> GroupVersions => Set<AppGroupVersionRow>();

    public DbSet<DirectoryGroupRow> DirectoryGroups => Set<DirectoryGroupRow>();

    public DbSet<MembershipIntervalRow> Memberships => Set<MembershipIntervalRow>();

    public DbSet<AuditRow> AuditEntries => Set<AuditRow>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        AddWorkspace(model);
        AddDirectory(model);
        AddPlatform(model);
        AddPlanning(model);
        AddNotifications(model);
        AddProblems(model);
        model.HasDbFunction(() => TextMatch.Has(Array.Empty<byte>(), null, null, null)).HasName(TextMatch.HasName).IsNullable(false);
        model.HasDbFunction(() => TextMatch.Has(Array.Empty<byte>(), null)).HasName(TextMatch.HasName).IsNullable(false);
        model.HasDbFunction(() => TextMatch.Is(Array.Empty<byte>(), null, null, null)).HasName(TextMatch.IsName).IsNullable(false);
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName($"{entity.GetTableName()}_by_{SnakeCase(index.Properties[^1].Name)}");
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions) =>
        conventions.Properties<Guid>().HaveConversion<BigEndianGuid>();

    private static void AddWorkspace(ModelBuilder model)
    {
        model.Entity<WorkspaceRow>(e => e.Table("workspace", row => row.Workspace).Property(row => row.Workspace).ValueGeneratedNever());
        model.Entity<WorkspaceNameRow>(e => e.Table("workspace_name", row => row.Number).HasIndex(row => row.NameFolded).IsUnique());
        model.Entity<WorkspaceNameRow>().Property(row => row.Number).ValueGeneratedNever();
        model.Entity<LeaseRow>(e => e.Table("lease", row => row.Workspace).Property(row => row.Workspace).ValueGeneratedNever());
        model.Entity<ScheduleSlotRow>(e => e.Table("schedule_slot", row => new { row.Workspace, row.Connection }));
        model.Entity<NodeRow>(e => e.Table("node", row => row.Id));
        model.Entity<WorkProgressRow>(e => e.Table("work_progress", row => new { row.Workspace, row.Work }));
        model.Entity<ConnectionRow>(e =>
            e.Table("connection", row => new { row.Workspace, row.Key }).HasIndex(row => new { row.Workspace, row.NameFolded }).IsUnique()
        );
        model.Entity<SettingVersionRow>(e =>
            e.Table(
                "setting_version",
                row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Version,
                }
            )
        );
        model.Entity<RunRow>(e =>
            e.Table("run", row => new { row.Workspace, row.Id }).HasIndex(row => new { row.Workspace, row.StartedAt })
        );
        model.Entity<StoredPlanRow>(e =>
        {
            e.Table("stored_plan", row => new { row.Workspace, row.Id });
            e.HasIndex(row => new { row.Workspace, row.Run });
            e.HasIndex(row => new { row.Workspace, row.State });
            // For dropping the steps of old plans without a look at those whose steps are gone.
            e.HasIndex(row => new { row.Workspace, row.MadeAt }).HasFilter("body IS NOT NULL");
        });
        model.Entity<AuditRow>(e =>
            e.Table("audit_entry", row => new { row.Workspace, row.Number }).HasIndex(row => new { row.Workspace, row.Action })
        );
    }

    private static void AddProblems(ModelBuilder model)
    {
        model.Entity<ProblemRow>(e =>
            e.Table("problem", row => new { row.Workspace, row.Id })
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Cause,
                })
                .IsUnique()
        );
        model.Entity<ProblemEventRow>(e =>
            e.Table(
                "problem_event",
                row => new
                {
                    row.Workspace,
                    row.Problem,
                    row.Number,
                }
            )
        );
    }

    private static void AddDirectory(ModelBuilder model)
    {
        model.Entity<DeltaLinkRow>(e =>
            e.Table(
                "delta_link",
                row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Stream,
                }
            )
        );
        model.Entity<DirectoryUserRow>(e =>
        {
            e.Table(
                "directory_user",
                row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Key,
                }
            );
            e.HasIndex(row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.ObjectId,
                })
                .IsUnique();
            e.HasIndex(row => new
            {
                row.Workspace,
                row.Connection,
                row.Changed,
            });
        });
        model.Entity<DirectoryGroupRow>(e =>
            e.Table(
                    "directory_group",
                    row => new
                    {
                        row.Workspace,
                        row.Connection,
                        row.Key,
                    }
                )
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.ObjectId,
                })
                .IsUnique()
        );
        // Departed edges lie together, apart from the others, so that forgetting them costs what they are.
        model.Entity<DirectoryEdgesRow>(e =>
            e.Table(
                "directory_edges",
                row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Standing,
                    row.GroupKey,
                    row.Kind,
                }
            )
        );
        model.Entity<DirectoryOtherRow>(e =>
            e.Table(
                    "directory_other",
                    row => new
                    {
                        row.Workspace,
                        row.Connection,
                        row.Key,
                    }
                )
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.ObjectId,
                })
                .IsUnique()
        );
    }

    private static void AddPlatform(ModelBuilder model)
    {
        model.Entity<RevisionRow>(e => e.Table("revision", row => new { row.Workspace, row.Number }));
        model.Entity<AppUserRow>(e =>
            e.Table("app_user", row => new { row.Workspace, row.Key }).HasIndex(row => new { row.Workspace, row.DirectoryKey }).IsUnique()
        );
        model.Entity<AppUserVersionRow>(e =>
            e.Table(
                    "app_user_version",
                    row => new
                    {
                        row.Workspace,
                        row.UserKey,
                        row.FromRevision,
                    }
                )
                // The order in which the people of a group are listed.
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.DisplayName,
                    row.UserKey,
                })
        );
        model.Entity<AppGroupRow>(e => e.Table("app_group", row => new { row.Workspace, row.Key }));
        model.Entity<AppGroupVersionRow>(e =>
        {
            e.Table(
                "app_group_version",
                row => new
                {
                    row.Workspace,
                    row.GroupKey,
                    row.FromRevision,
                }
            );
            // Names are unique among the groups in use, and a directory group feeds at most one of them; 5 is "retired".
            e.HasIndex(row => new { row.Workspace, row.Name }).IsUnique().HasFilter("to_revision IS NULL AND link <> 5");
            e.HasIndex(row => new { row.Workspace, row.DirectoryKey })
                .IsUnique()
                .HasFilter("to_revision IS NULL AND directory_key IS NOT NULL");
        });
        model.Entity<MembershipIntervalRow>(e =>
        {
            // In the order in which a plan lists them, so that a first sync only ever appends.
            e.Table(
                "membership",
                row => new
                {
                    row.Workspace,
                    row.GroupKey,
                    row.Relation,
                    row.Origin,
                    row.UserKey,
                    row.FromRevision,
                }
            );
            // Not beginning with the workspace: SQLite sorts by a leading number twice as fast when it differs, and appends the key anyway.
            e.HasIndex(row => row.UserKey);
            // What ended lately is asked for before every plan that takes something away; what stands is not in it.
            e.HasIndex(row => row.ToRevision).HasFilter("to_revision IS NOT NULL");
        });
        model.Entity<SubGroupRow>(e =>
            e.Table(
                "sub_group",
                row => new
                {
                    row.Workspace,
                    row.GroupKey,
                    row.ChildKey,
                    row.FromRevision,
                }
            )
        );
        model.Entity<ExceptionRow>(e =>
            e.Table(
                "exception",
                row => new
                {
                    row.Workspace,
                    row.Id,
                    row.FromRevision,
                }
            )
        );
        model.Entity<GroupMembersRow>(e =>
            e.Table(
                "group_members",
                row => new
                {
                    row.Workspace,
                    row.GroupKey,
                    row.Relation,
                    row.Origin,
                }
            )
        );
    }

    private static void AddPlanning(ModelBuilder model)
    {
        model.Entity<PlanMarkRow>(e => e.Table("plan_mark", row => new { row.Workspace, row.Connection }));
        model.Entity<DueInstantRow>(e =>
            e.Table(
                    "due_instant",
                    row => new
                    {
                        row.Workspace,
                        row.Connection,
                        row.At,
                        row.Kind,
                        row.Key,
                    }
                )
                .HasIndex(row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Kind,
                    row.Key,
                })
        );
    }

    private static void AddNotifications(ModelBuilder model)
    {
        model.Entity<NotificationEndpointRow>(e =>
            e.Table("notification_endpoint", row => new { row.Workspace, row.Connection })
                .HasIndex(row => new { row.Workspace, row.EndpointId })
                .IsUnique()
        );
        model.Entity<SubscriptionRow>(e =>
            e.Table(
                "subscription",
                row => new
                {
                    row.Workspace,
                    row.Connection,
                    row.Stream,
                }
            )
        );
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
}

internal static class TableNaming
{
    public static EntityTypeBuilder<T> Table<T>(
        this EntityTypeBuilder<T> entity,
        string name,
        System.Linq.Expressions.Expression<Func<T, object?>> key
    )
        where T : class
    {
        entity.ToTable(name).HasKey(key);
        return entity;
    }
}

/// <summary>Object ids as 16 bytes in the order of their text, so that they sort alike in every database and in .NET.</summary>
internal sealed class BigEndianGuid() : ValueConverter<Guid, byte[]>(guid => guid.ToByteArray(true), bytes => new Guid(bytes, true));
