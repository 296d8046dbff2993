"""Let a project have several documents of a kind: a certificate for every phase, a record for every visit.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('document') as table:
        table.add_column(sa.Column('part', sa.String(length=40), nullable=False, server_default=''))
        table.drop_constraint('uq_document_project_id_kind', type_='unique')
        table.create_unique_constraint('uq_document_project_id_kind_part', ['project_id', 'kind', 'part'])


def downgrade() -> None:
    with op.batch_alter_table('document') as table:
        table.drop_constraint('uq_document_project_id_kind_part', type_='unique')
        table.drop_column('part')
        table.create_unique_constraint('uq_document_project_id_kind', ['project_id', 'kind'])
