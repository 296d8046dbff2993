"""Let people choose their mails and leave one session, name a department's head, keep a mail's language.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ended_session',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_ended_session_person_id_person')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_ended_session'))
    )
    op.create_index(op.f('ix_ended_session_person_id'), 'ended_session', ['person_id'], unique=False)
    op.add_column('department', sa.Column('head', sa.String(length=60), nullable=True))
    op.add_column('person', sa.Column('mails', sa.String(length=10), server_default='at_once', nullable=False))
    op.add_column('outgoing_mail', sa.Column('locale', sa.String(length=8), server_default='zh', nullable=False))


def downgrade() -> None:
    op.drop_column('outgoing_mail', 'locale')
    op.drop_column('person', 'mails')
    op.drop_column('department', 'head')
    op.drop_index(op.f('ix_ended_session_person_id'), table_name='ended_session')
    op.drop_table('ended_session')
